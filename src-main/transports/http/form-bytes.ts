import { randomUUID } from 'node:crypto';

/**
 * A form as the bytes it is sent as (RFC 7578), files not yet read. For `Response` makes such bytes too, but throws outside of any
 * call when their reader leaves early, which ends the process.
 */
export function formBytes(form: FormData): Blob {
  const boundary = `millwright-${randomUUID()}`;
  const parts = [...form].flatMap(([name, value]) => [`--${boundary}\r\n${headersOf(name, value)}\r\n\r\n`, value, '\r\n']);
  return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` });
}

function headersOf(name: string, value: string | File): string {
  const disposition = `content-disposition: form-data; name="${quotable(name)}"`;
  return typeof value === 'string' ? disposition : `${disposition}; filename="${quotable(value.name)}"\r\ncontent-type: ${value.type || 'application/octet-stream'}`;
}

/** As the HTML Standard escapes names in forms ("multipart/form-data encoding algorithm"). */
function quotable(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
