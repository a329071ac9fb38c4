// The colours of a PDF/A are those of a profile that it carries. This one is sRGB as IEC 61966-2-1 gives it, written
// here from its numbers in the ICC's version 2 format (ICC.1:2001-04): nobody's file is shipped.

/** Primaries and white of sRGB seen under D50 (Bradford), as ICC profiles hold them. */
const COLORANTS = {
  rXYZ: [0.4360747, 0.2225045, 0.0139322],
  gXYZ: [0.3850649, 0.7168786, 0.0971045],
  bXYZ: [0.1430804, 0.0606169, 0.7141733],
  wtpt: [0.9642, 1, 0.8249],
} as const;

/** Points of the curve: enough for 8-bit colours. */
const CURVE_POINTS = 1024;

/** IEC 61966-2-1: linear near black, then a power of 2.4. */
function linearOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function tagOf(type: string, body: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), body]);
  return Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)]);
}

function xyzTag(values: readonly number[]): Buffer {
  const body = Buffer.alloc(12);
  values.forEach((value, index) => body.writeInt32BE(Math.round(value * 65_536), index * 4));
  return tagOf('XYZ ', body);
}

function curveTag(): Buffer {
  const body = Buffer.alloc(4 + CURVE_POINTS * 2);
  body.writeUInt32BE(CURVE_POINTS, 0);
  for (let point = 0; point < CURVE_POINTS; point += 1)
    body.writeUInt16BE(Math.round(linearOf(point / (CURVE_POINTS - 1)) * 65_535), 4 + point * 2);
  return tagOf('curv', body);
}

/** textDescriptionType: its ASCII; no Unicode, no Macintosh script. */
function descriptionTag(text: string): Buffer {
  const ascii = Buffer.from(`${text}\0`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(ascii.length, 0);
  return tagOf('desc', Buffer.concat([length, ascii, Buffer.alloc(8 + 3 + 67)]));
}

function header(size: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt32BE(size, 0);
  bytes.writeUInt32BE(0x02_10_00_00, 8);
  bytes.write('mntrRGB XYZ ', 12, 'latin1');
  // The profile's date; always the same, so that its bytes are.
  [1999, 10, 18, 0, 0, 0].forEach((part, index) => bytes.writeUInt16BE(part, 24 + index * 2));
  bytes.write('acsp', 36, 'latin1');
  // The illuminant of the connection space, D50, as the format fixes it.
  [0xf6d6, 0x10000, 0xd32d].forEach((part, index) => bytes.writeInt32BE(part, 68 + index * 4));
  return bytes;
}

/** The profile's bytes, always the same. */
export function writeSrgbProfile(): Uint8Array {
  const curve = curveTag();
  const tags: [string, Buffer][] = [
    ['desc', descriptionTag('sRGB IEC61966-2.1')],
    ['cprt', tagOf('text', Buffer.from('No copyright, use freely\0', 'latin1'))],
    ...Object.entries(COLORANTS).map(([name, values]): [string, Buffer] => [name, xyzTag(values)]),
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const offsets = new Map<Buffer, number>();
  const bodies: Buffer[] = [];
  let end = 128 + table.length;
  tags.forEach(([name, body], index) => {
    const offset = offsets.get(body) ?? end;
    if (!offsets.has(body)) {
      offsets.set(body, end);
      bodies.push(body);
      end += body.length;
    }
    table.write(name, 4 + index * 12, 'latin1');
    table.writeUInt32BE(offset, 8 + index * 12);
    table.writeUInt32BE(body.length, 12 + index * 12);
  });
  return new Uint8Array(Buffer.concat([header(end), table, ...bodies]));
}
