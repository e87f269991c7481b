/** What one thing is called, by language. Abbreviations stand with English: they are used in all three. */
export interface TermGroup {
  en: readonly string[];
  de: readonly string[];
  vi: readonly string[];
}

/**
 * Words of plants in English | German | Vietnamese, synonyms apart by commas. Only what means the same wherever it is
 * written: a word with a second everyday meaning would find the wrong pages. The first English word names the entry.
 */
const TABLE = `
LOTO, lockout/tagout, lockout tagout | Freischaltung, Freischalten | khóa và treo thẻ, khóa treo biển
PPE, personal protective equipment, protective equipment | persönliche Schutzausrüstung, PSA, Schutzausrüstung | phương tiện bảo vệ cá nhân, trang bị bảo hộ
SDS, MSDS, safety data sheet | Sicherheitsdatenblatt | phiếu an toàn hóa chất, bảng dữ liệu an toàn
SOP, standard operating procedure | Arbeitsanweisung, Betriebsanweisung | quy trình vận hành chuẩn
P&ID, PID drawing, piping and instrumentation diagram | RI-Fließbild, R&I-Fließschema | sơ đồ đường ống và thiết bị đo
PFD, process flow diagram | Verfahrensfließbild | sơ đồ dòng công nghệ
BOM, bill of materials, parts list | Stückliste, Teileliste | bảng kê vật tư, danh mục vật tư
PSV, PRV, relief valve, safety valve, pressure relief valve | Sicherheitsventil, Überdruckventil | van an toàn, van xả áp
check valve, non-return valve, NRV | Rückschlagventil, Rückschlagklappe | van một chiều
gate valve | Absperrschieber, Schieber | van cổng
ball valve | Kugelhahn | van bi
butterfly valve | Absperrklappe | van bướm
globe valve | Durchgangsventil | van cầu
control valve | Regelventil, Stellventil | van điều khiển
solenoid valve | Magnetventil | van điện từ
shut-off valve, isolation valve, stop valve | Absperrventil | van chặn, van khóa
drain valve | Ablassventil, Entleerungsventil | van xả đáy
valve | Ventil, Armatur | van
actuator | Stellantrieb, Aktor | cơ cấu chấp hành
VFD, VSD, variable frequency drive, frequency converter, frequency drive | Frequenzumrichter, FU | biến tần
PLC, programmable logic controller | SPS, speicherprogrammierbare Steuerung | bộ điều khiển lập trình
HMI, human machine interface, operator panel | Bedienpanel, Bedienoberfläche | màn hình điều khiển, giao diện người máy
SCADA | Leitsystem, Prozessleitsystem | hệ thống giám sát điều khiển
DCS, distributed control system | Prozessleitsystem, PLS | hệ thống điều khiển phân tán
ESD, emergency shutdown | Notabschaltung | dừng khẩn cấp hệ thống
E-stop, emergency stop, emergency stop button | Not-Halt, Not-Aus | nút dừng khẩn cấp, dừng khẩn cấp
interlock | Verriegelung | liên động
pump | Pumpe | bơm, máy bơm
centrifugal pump | Kreiselpumpe, Zentrifugalpumpe | bơm ly tâm
diaphragm pump | Membranpumpe | bơm màng
dosing pump, metering pump | Dosierpumpe | bơm định lượng
feed pump | Speisepumpe | bơm cấp
boiler | Kessel, Heizkessel | nồi hơi, lò hơi
steam boiler | Dampfkessel | nồi hơi
steam | Dampf | hơi nước
condensate | Kondensat | nước ngưng
steam trap | Kondensatableiter | bẫy hơi, cốc ngưng
burner | Brenner | đầu đốt
heat exchanger | Wärmetauscher, Wärmeübertrager | bộ trao đổi nhiệt, thiết bị trao đổi nhiệt
cooling tower | Kühlturm | tháp giải nhiệt
chiller | Kältemaschine, Kaltwassersatz | máy làm lạnh nước
cooling water | Kühlwasser | nước làm mát
feedwater, feed water | Speisewasser | nước cấp
makeup water, make-up water | Zusatzwasser, Nachspeisewasser | nước bổ sung
blowdown | Abschlämmung, Absalzung | xả đáy, xả cặn
fan, blower | Ventilator, Gebläse | quạt, quạt gió
compressor | Kompressor, Verdichter | máy nén, máy nén khí
compressed air | Druckluft | khí nén
air receiver, air tank | Druckluftbehälter | bình khí nén
pressure vessel | Druckbehälter, Druckgerät | bình chịu áp lực, bình áp lực
tank, storage tank | Tank, Behälter | bồn, bể chứa, bồn chứa
pipe, piping, pipeline | Rohr, Rohrleitung | ống, đường ống
hose | Schlauch | ống mềm
flange | Flansch | mặt bích
gasket | Flachdichtung, Dichtung | gioăng, đệm kín
seal | Dichtung | phớt, làm kín
mechanical seal, shaft seal | Gleitringdichtung, Wellendichtung | phớt cơ khí, phớt trục
packing gland, stuffing box | Stopfbuchse | cụm nhồi
seal water | Sperrwasser | nước làm kín
impeller | Laufrad | cánh bơm, bánh công tác
shaft | Welle | trục
coupling | Kupplung | khớp nối
bearing | Wälzlager, Kugellager, Lagerung | ổ trục, vòng bi, ổ bi, bạc đạn
gearbox, gear unit | Getriebe | hộp số
V-belt, drive belt | Keilriemen, Antriebsriemen | dây đai, dây curoa
chain | Kette | xích
conveyor, conveyor belt | Förderband, Förderer | băng tải
crane, hoist | Kran, Hebezeug | cần trục, cẩu, tời
forklift, forklift truck | Gabelstapler, Stapler | xe nâng
ladder | Leiter | thang
scaffold, scaffolding | Gerüst | giàn giáo
guardrail, railing | Geländer | lan can
fall protection | Absturzsicherung | chống rơi ngã
motor, electric motor | Motor, Elektromotor | động cơ, động cơ điện, mô tơ
generator, genset | Generator, Stromaggregat | máy phát, máy phát điện
transformer | Transformator, Trafo | máy biến áp, biến áp
switchgear | Schaltanlage | thiết bị đóng cắt
MCC, motor control centre, motor control center | Motorsteuerzentrale | tủ điều khiển động cơ
control cabinet, electrical cabinet | Schaltschrank | tủ điện, tủ điều khiển
circuit breaker, MCB | Leistungsschalter, Sicherungsautomat | máy cắt, aptomat, cầu dao tự động
fuse | Schmelzsicherung, Sicherung | cầu chì
RCD, GFCI, residual current device, ground fault interrupter | Fehlerstromschutzschalter, FI-Schalter | thiết bị chống dòng rò, chống giật
contactor | Schütz | công tắc tơ, khởi động từ
relay | Relais | rơ le
overload relay | Motorschutzrelais, Überlastrelais | rơ le nhiệt
UPS, uninterruptible power supply | USV, unterbrechungsfreie Stromversorgung | bộ lưu điện
power supply | Netzteil, Stromversorgung | bộ nguồn, nguồn điện
battery | Batterie, Akku | ắc quy, pin
cable | Kabel, Leitung | cáp
earthing, grounding | Erdung | nối đất, tiếp địa
wiring, wiring diagram | Verdrahtung, Schaltplan | đấu dây, sơ đồ đấu dây
voltage | Spannung | điện áp
amperage | Stromstärke | cường độ dòng điện
power consumption | Leistungsaufnahme | công suất tiêu thụ
sensor, probe, transducer | Sensor, Fühler, Messfühler | cảm biến, đầu dò
transmitter | Messumformer | bộ truyền tín hiệu
RTD, resistance thermometer | Widerstandsthermometer | nhiệt điện trở
thermocouple | Thermoelement | cặp nhiệt điện
pressure gauge, manometer | Manometer | áp kế, đồng hồ áp suất
flow meter, flowmeter | Durchflussmesser | lưu lượng kế
level sensor, level transmitter | Füllstandssensor, Füllstandmessung | cảm biến mức
limit switch | Endschalter | công tắc hành trình
setpoint, set point | Sollwert | giá trị đặt
alarm | Alarm, Störmeldung | báo động, cảnh báo
tripped | ausgelöst | bị ngắt, nhảy
fault, malfunction | Störung, Fehler | sự cố, lỗi
error code, fault code | Fehlercode | mã lỗi
troubleshooting, fault finding | Fehlersuche, Störungsbehebung | khắc phục sự cố, xử lý sự cố
calibration | Kalibrierung | hiệu chuẩn
pressure | Druck | áp suất, áp lực
operating pressure, working pressure | Betriebsdruck | áp suất làm việc
temperature | Temperatur | nhiệt độ
flow rate | Durchfluss, Volumenstrom, Förderstrom | lưu lượng
liquid level, fill level | Füllstand | mức chất lỏng
speed, rotational speed | Drehzahl | tốc độ, tốc độ quay
torque | Drehmoment, Anzugsmoment | mô men, lực siết
vibration | Schwingung, Vibration | rung động, độ rung
noise | Lärm | tiếng ồn
weight | Gewicht | trọng lượng, khối lượng
dimension, dimensions | Abmessung, Abmessungen | kích thước
clearance | Spiel, Abstand | khe hở
pump head, discharge head, delivery head | Förderhöhe | cột áp
NPSH, net positive suction head | NPSH, Haltedruckhöhe | cột áp hút
cavitation | Kavitation | xâm thực, xâm thực khí
leak, leakage | Leck, Leckage, Undichtigkeit | rò rỉ
corrosion | Korrosion | ăn mòn
limescale, boiler scale | Kesselstein, Ablagerung | cáu cặn
maintenance, servicing, upkeep | Wartung, Instandhaltung | bảo trì, bảo dưỡng
preventive maintenance | vorbeugende Wartung, vorbeugende Instandhaltung | bảo dưỡng phòng ngừa
maintenance interval, service interval | Wartungsintervall | chu kỳ bảo dưỡng
overhaul | Überholung, Revision | đại tu
repair | Reparatur, Instandsetzung | sửa chữa
inspection | Prüfung, Inspektion | kiểm tra, kiểm định
periodic inspection | wiederkehrende Prüfung | kiểm định định kỳ, kiểm tra định kỳ
lubrication, greasing | Schmierung | bôi trơn
lubricant, grease | Schmierstoff, Schmierfett | mỡ bôi trơn, chất bôi trơn
oil change | Ölwechsel | thay dầu
oil | Öl | dầu
filter, strainer | Filter | bộ lọc, lọc
spare part, spare parts, replacement part | Ersatzteil, Ersatzteile | phụ tùng, phụ tùng thay thế
start-up, commissioning | Inbetriebnahme | khởi động, chạy thử
shutdown | Abschaltung, Außerbetriebnahme | dừng máy, ngừng hoạt động
mounting, fitting | Montage, Einbau | lắp đặt
operation | Betrieb | vận hành
operator | Bediener, Betreiber | người vận hành
employer | Arbeitgeber | người sử dụng lao động
employee, worker | Beschäftigter, Beschäftigte, Arbeitnehmer | người lao động, công nhân
training | Unterweisung, Schulung | huấn luyện, đào tạo
work permit, permit to work | Arbeitserlaubnis, Erlaubnisschein | giấy phép làm việc
hot work | Feuerarbeiten, Heißarbeiten | công việc phát sinh nhiệt
confined space | enger Raum, Behälterarbeiten | không gian hạn chế
respirator, breathing apparatus | Atemschutz, Atemschutzgerät | mặt nạ phòng độc, thiết bị thở
SCBA, self-contained breathing apparatus | umluftunabhängiges Atemschutzgerät | thiết bị thở độc lập
hearing protection, hearing protector | Gehörschutz | bảo vệ thính giác, bịt tai
gloves | Handschuhe, Schutzhandschuhe | găng tay
safety glasses, goggles | Schutzbrille | kính bảo hộ
fire extinguisher | Feuerlöscher | bình chữa cháy
first aid | Erste Hilfe | sơ cứu
accident, incident | Unfall, Vorfall | tai nạn, sự cố lao động
hazard, danger | Gefahr, Gefährdung | mối nguy, nguy hiểm
risk assessment, hazard analysis | Gefährdungsbeurteilung, Risikobeurteilung | đánh giá rủi ro
hazardous substance, hazardous material | Gefahrstoff | chất nguy hại, hóa chất nguy hiểm
wastewater, waste water, effluent | Abwasser | nước thải
drinking water, potable water | Trinkwasser | nước uống, nước sinh hoạt
regulation, statutory provision | Verordnung, Vorschrift | quy định, quy chuẩn
manual, handbook, user guide | Handbuch, Bedienungsanleitung, Betriebsanleitung | sổ tay, hướng dẫn sử dụng
data sheet, datasheet | Datenblatt | bảng dữ liệu, thông số kỹ thuật
drawing | Zeichnung | bản vẽ
warranty, guarantee | Gewährleistung, Garantie | bảo hành
serial number | Seriennummer | số sê-ri, số máy
part number, order number | Artikelnummer, Bestellnummer | mã hàng, mã phụ tùng
baud rate | Baudrate, Übertragungsrate | tốc độ baud
limit value, threshold | Grenzwert, Schwellenwert | giá trị giới hạn, ngưỡng
ambient temperature | Umgebungstemperatur | nhiệt độ môi trường
welding | Schweißen | hàn
bolt, screw | Schraube | bu lông, vít
nut | Schraubenmutter | đai ốc
machine tool, lathe | Werkzeugmaschine, Drehmaschine | máy công cụ, máy tiện
CNC, numerical control | CNC, numerische Steuerung | điều khiển số
spindle | Spindel | trục chính
coolant | Kühlschmierstoff, Kühlmittel | chất làm mát, dung dịch làm mát
hydraulics, hydraulic system | Hydraulik, Hydraulikanlage | thủy lực, hệ thống thủy lực
pneumatics, pneumatic system | Pneumatik, Pneumatikanlage | khí nén, hệ thống khí nén
cylinder | Zylinder | xi lanh
furnace, oven | Industrieofen, Ofen | lò nung
mixer, agitator | Mischer, Rührwerk | máy trộn, máy khuấy
crusher, mill, grinder | Mühle, Brecher | máy nghiền
dust | Staub | bụi
EV charger, charging station, wallbox | Ladestation, Wallbox | trạm sạc
solar, photovoltaic, PV | Photovoltaik | điện mặt trời
inverter | Wechselrichter | bộ nghịch lưu
energy meter, electricity meter | Stromzähler, Energiezähler | công tơ điện, đồng hồ điện
water meter | Wasserzähler | đồng hồ nước
`;

const split = (list: string | undefined): string[] => (list ?? '').split(',').flatMap((form) => form.trim() || []);

function parse(line: string): TermGroup {
  const [en, de, vi] = line.split('|');
  return { en: split(en), de: split(de), vi: split(vi) };
}

export const BUILT_IN_GROUPS: readonly TermGroup[] = TABLE.trim().split('\n').map(parse);
