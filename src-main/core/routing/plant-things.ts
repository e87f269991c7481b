/** Equipment, its parts and what flows in it: said of any question, so that they tell no agent from another. */
const ENGLISH = `
  pump, pumps, feed pump, dosing pump, vacuum pump, valve, valves, control valve, relief valve, boiler, boilers, evaporator, condenser,
  compressor, compressors, chiller, cooling tower, tank, tanks, vessel, drum, silo, hopper, mixer, agitator, dryer, filler, filling machine,
  capper, labeler, labeller, conveyor, belt, palletizer, packer, heat exchanger, exchanger, column, reactor, centrifuge, decanter, separator,
  filter, filters, strainer, membrane, fan, blower, motor, motors, gearbox, drive, robot, servo, burner, furnace, kiln, oven, turbine,
  generator, transformer, line, lines, pipe, pipeline, steam line, flange, machine, machines, unit, plant, equipment, sensor, probe,
  transmitter, gauge, bearing, bearings, seal, seals, gasket, gaskets, caustic, acid, ammonia, steam, water, oil, air, product, sump, pit
`;

const GERMAN = `
  pumpe, pumpen, ventil, ventile, ventils, regelventil, sicherheitsventil, kessel, kessels, dampfkessel, verdampfer, kondensator, verdichter,
  kompressor, kälteanlage, kühlturm, tank, tanks, behälter, behälters, vorlage, silo, trichter, rührwerk, mischer, trockner, füller,
  füllmaschine, abfüllmaschine, abfüller, verschließer, etikettierer, etikettiermaschine, förderband, band, palettierer, packer,
  wärmetauscher, wärmeübertrager, kolonne, reaktor, zentrifuge, dekanter, separator, filter, sieb, membran, ventilator, gebläse, lüfter,
  motor, motoren, getriebe, antrieb, roboter, servo, brenner, ofen, turbine, generator, transformator, linie, linien, leitung, rohrleitung,
  dampfleitung, flansch, maschine, anlage, gerät, aggregat, sensor, sonde, messumformer, manometer, lager, dichtung, dichtungen,
  gleitringdichtung, lauge, natronlauge, säure, ammoniak, dampf, wasser, öl, luft, produkt, grube
`;

const VIETNAMESE = `
  bơm, máy bơm, bơm cấp, bơm định lượng, bơm chân không, van, van điều khiển, van an toàn, nồi hơi, lò hơi, thiết bị cô đặc, máy cô đặc,
  bình ngưng, máy nén, máy nén khí, máy lạnh, tháp giải nhiệt, bồn, bồn chứa, bể, bình, thùng, silo, phễu, máy khuấy, máy trộn, máy sấy,
  máy chiết, máy chiết rót, máy đóng nắp, máy dán nhãn, băng tải, máy xếp pallet, máy đóng gói, bộ trao đổi nhiệt, tháp chưng,
  thiết bị phản ứng, máy ly tâm, máy tách, bộ lọc, túi lọc, lưới lọc, màng lọc, quạt, quạt thổi, động cơ, hộp số, biến tần, rô bốt, servo,
  đầu đốt, lò, tua bin, máy phát, máy biến áp, dây chuyền, đường ống, đường hơi, mặt bích, máy, thiết bị, hệ thống, cảm biến, đầu dò,
  đồng hồ, vòng bi, phớt, phớt cơ khí, gioăng, xút, axit, amoniac, hơi, nước, dầu, khí, sản phẩm, hố gom
`;

export const PLANT_THINGS: readonly string[] = [ENGLISH, GERMAN, VIETNAMESE].flatMap((list) => list.split(',').map((word) => word.trim()));
