// The formats that the API server enforces, as ajv's compiled validators ask for them.
const ipv4Part = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4 = new RegExp(`^${ipv4Part}(?:\\.${ipv4Part}){3}$`);
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Eight groups of hexadecimal digits, of which one run may be left out; the last two may be an IPv4 address. */
function isIpv6(text) {
  const [head, tail, ...others] = text.split("::");
  if (others.length > 0) return false;
  const all = [head, tail].flatMap((part) => (part ? part.split(":") : []));
  const last = all.at(-1);
  const embedded = last !== undefined && last.includes(".");
  if (embedded && !ipv4.test(all.pop())) return false;
  const count = all.length + (embedded ? 2 : 0);
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return tail === undefined ? count === 8 : count < 8;
}

const number = (validate) => ({ type: "number", validate });
const string = (validate) => ({ type: "string", validate });

module.exports = {
  int32: number((value) => value >= -(2 ** 31) && value < 2 ** 31),
  int64: number((value) => value >= -(2 ** 63) && value < 2 ** 63),
  "date-time": string((text) => dateTime.test(text)),
  // Line breaks are allowed, as in Go's decoder.
  byte: string((text) => base64.test(text.replaceAll(/[\r\n]/g, ""))),
  ipv4: string((text) => ipv4.test(text)),
  ipv6: string(isIpv6),
  ip: string((text) => ipv4.test(text) || isIpv6(text)),
};
