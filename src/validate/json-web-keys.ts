/** What a JSON Web Key of a type must have to be one. Source: RFC 7518, section 6. */
const required: Readonly<Record<string, readonly string[]>> = {
  RSA: ["n", "e"],
  EC: ["crv", "x", "y"],
  OKP: ["crv", "x"],
  oct: ["k"],
};

/**
 * Whether a text is no set of JSON Web Keys, or holds keys that are not for others to see. Source: istio
 * `pkg/config/validation/validation.go` validateJwtRule, warnPrivateJwksKeys (1.31), which ask lestrrat-go/jwx.
 */
export function keySetFault(text: string): "unreadable" | "private" | undefined {
  if (text === "") return undefined;
  const parsed = parse(text);
  if (!isRecord(parsed)) return "unreadable";
  const keys = "keys" in parsed ? parsed["keys"] : [parsed];
  if (!Array.isArray(keys) || !keys.every(isKey)) return "unreadable";
  return keys.some((key) => "d" in key || key["kty"] === "oct") ? "private" : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKey(key: unknown): key is Readonly<Record<string, unknown>> {
  if (!isRecord(key) || typeof key["kty"] !== "string") return false;
  const names = required[key["kty"]];
  return names?.every((name) => typeof key[name] === "string" && key[name] !== "") ?? false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
