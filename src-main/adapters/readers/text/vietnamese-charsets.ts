/** VISCII 1.1 (RFC 1456) from 0x80; six capitals stand among the control characters. */
const VISCII =
  'ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ';
const VISCII_LOW: Readonly<Record<number, string>> = { 0x02: 'Ẳ', 0x05: 'Ẵ', 0x06: 'Ẫ', 0x14: 'Ỷ', 0x19: 'Ỹ', 0x1e: 'Ỵ' };

/** TCVN 5712:1993 (VN3), the code of the ABC fonts, from 0xA0; dots are places without a letter. */
const TCVN3 = '\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ.....àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ';

export function decodeViscii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x80 ? VISCII.charAt(byte - 0x80) : (VISCII_LOW[byte] ?? String.fromCharCode(byte)))).join('');
}

export function decodeTcvn3(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0xa0 ? TCVN3.charAt(byte - 0xa0).replace('.', '\ufffd') : String.fromCharCode(byte))).join('');
}

/** Words no Vietnamese page does without, all with marks, so that no other language has them. */
const COMMON = new Set(
  'và của là có không được cho các một với người khi để này những đã từ đến phải trước sau về vào kiểm điện nước máy lò hơi áp suất nhiệt độ tại theo định thiết bị toàn ở số thể hoặc bằng cấp đóng mở nếu tra động vận hành làm việc đường ống dầu khí lực mức thấp chỉ quá'
    .normalize('NFC')
    .split(' '),
);

/** Share of the words that are common Vietnamese ones, 0..1; 0 where there are too few to tell. */
export function vietnameseWords(text: string): number {
  const words = text.slice(0, 64_000).normalize('NFC').toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  const hits = words.filter((word) => COMMON.has(word)).length;
  return hits < 3 ? 0 : hits / words.length;
}
