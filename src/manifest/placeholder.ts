import type { Field } from "../yaml/field.ts";

/**
 * What other tools fill in before a manifest is applied: `${PORT}` and `${PORT:=80}` (envsubst, Flux), `$(PORT)`
 * (kustomize), `$PORT`, `{{ .port }}` (Helm, Jinja), `<PORT>`, `{PORT}`, `%PORT%`, `@PORT@`, `__PORT__`, `___port___`, `($port)` and
 * other expressions of Chainsaw, `((port))` (Concourse). Not one: groups of regular expressions (`(?P<name>`), and
 * `%REQ(x)%` of Envoy.
 */
const placeholders = [
  /\$[{(]?[A-Za-z_]|\{\{|^\(\([\w.-]+\)\)$/,
  /(?:^|[^?P])<[A-Za-z][^<>\n]*>/,
  /\{[A-Z_][A-Z0-9_.-]*\}|%[A-Z][A-Z0-9_]*%/,
  /@[A-Za-z][\w.-]*@|__[A-Z][A-Z0-9_]*__|___[A-Za-z]\w*___/,
];
/** In a path it is a part of a template. */
const braced = /\{[A-Za-z_][\w.-]*\}/;
/** `x.x.x.x`, `ip.ip.ip.ip`, `10.x.x.x`, each with a length or a port too. */
const addressToFill =
  /^(?:([a-z]{1,3})(?:\.\1){3}|(?=[\d.]*x)(?:(?:\d{1,3}|x{1,3})\.){3}(?:\d{1,3}|x{1,3}))(?:[/:][\dx]{1,5})?$/i;
/** A quick look: nearly no text has one of these. */
const mayBe = /[${<%@]|__|\(\(/;

/** Whether a text is or contains a placeholder, so that its final value is unknown. */
export function holdsPlaceholder(text: string): boolean {
  if (!mayBe.test(text)) return addressToFill.test(text);
  return placeholders.some((it) => it.test(text)) || (braced.test(text) && !text.includes("/"));
}

const capitals = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const capitalWord = /^[A-Z][A-Z0-9]+$/;

/**
 * Whether a text may be a placeholder without any sign, such as `GRPC_PORT`, which scripts replace: only where upper
 * case cannot be right.
 */
export function isCapitals(text: string): boolean {
  return capitals.test(text);
}

/** Whether such a token is one of the parts of a host, a name or an address: `APP_NAME.example.com`, `shell-HOSTNAME`. */
export function holdsCapitals(text: string): boolean {
  const parts = text.startsWith("/") ? [] : text.split(/[-.:/]/);
  // Next to words in lower case only: `MY-NAME` is written so on purpose.
  return parts.some(isCapitals) || (parts.some(isLongNoun) && parts.some(isLowerCase));
}

function isLowerCase(part: string): boolean {
  return /^[a-z][a-z0-9]*$/.test(part);
}

/** Not `user-ID`, which people write as well. */
function isLongNoun(part: string): boolean {
  return part.length > 3 && nouns.test(part);
}

/** The last words of tokens: what is filled in, and what accepted values in upper case do not end in. */
const nouns =
  /^(?:NAME|NAMESPACE|NS|HOST|HOSTNAME|DOMAIN|PORT|URI|URL|ADDRESS|ADDR|CIDR|IMAGE|TAG|VERSION|VALUE|ID|KEY|TOKEN|SECRET|ISSUER|AUDIENCE|AUD|PRINCIPAL|ACCOUNT|LABEL|CLASS|SUBSET|GATEWAY|SERVICE|CLUSTER|REGION|PATH|PREFIX|REGEX|ORIGIN|TIMEOUT|INTERVAL|DURATION|TIME|AGE|COUNT|REPLICAS|WEIGHT|PERCENT|PERCENTAGE|STATUS|SIZE|LIMIT|MODE|TYPE|METHOD|ACTION|POLICY|PROTOCOL|LOCATION|LOCALITY|RESOLUTION|ENV|CONFIG|PLACEHOLDER)S?$/;

/**
 * Whether a token without any sign says what it is to be replaced by, as a value at `path`: it ends in a noun that scripts use,
 * or in a word of its field, as `RETRY_ON` in `retryOn`. `ONE_WAY` is a mistake. A token of one word has to be its field's:
 * `targetPort: PORT`.
 */
export function isTokenAt(path: string, text: string): boolean {
  const key = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  if (text.startsWith("/")) return false;
  if (capitalWord.test(text)) return key.includes(text.toLowerCase());
  return text.split(/[-.:/]/).some((part) => isCapitals(part) && isNamed(part, key));
}

/** The same where not even a text can be right, so that any of the nouns will do: `number: PORT`. */
export function isTokenForNumber(path: string, text: string): boolean {
  return isCapitals(text) || nouns.test(text) || isTokenAt(path, text);
}

function isNamed(token: string, key: string): boolean {
  const last = token.slice(token.lastIndexOf("_") + 1);
  return nouns.test(last) || key.includes(last.toLowerCase());
}

/** The same where not even a text can be right, so that a word will do: `port: PORT`. */
export function isCapitalWord(text: string): boolean {
  return capitals.test(text) || capitalWord.test(text);
}

/** Whether a key may be a placeholder for entries added later: no field has such a name. */
export function isKeyToFill(key: string): boolean {
  return holdsPlaceholder(key) || isCapitals(key);
}

/** Whether a value is left open: a scalar with a placeholder, or a map that a placeholder is all or a part of. */
export function isOpen(field: Field): boolean {
  const { text } = field;
  return text === undefined ? isBareToken(field) || hasKeyToFill(field) : holdsPlaceholder(text);
}

/** `{PORT}` and `{self.name}` without quotes, which YAML reads as a map. */
export function isBareToken(field: Field): boolean {
  if (field.keys.length !== 1 || !field.fieldAt(0).isNull) return false;
  const { start, end } = field.span;
  return /^\{\s*[A-Za-z_][\w.]*\s*\}$/.test(field.source.text.slice(start, end));
}

/** A key that holds a placeholder; `$patch` is a directive of kustomize. */
export function isSignedKey(key: string): boolean {
  return holdsPlaceholder(key) && !/^\$\w/.test(key);
}

/** `image: #IMAGE` without quotes, which YAML reads as a comment. */
export function isCommentToken(field: Field): boolean {
  if (!field.isNull) return false;
  return /^:[ \t]+#[A-Z][A-Z0-9_]*[ \t]*\r?(?:\n|$)/.test(
    field.source.text.slice(field.keySpan.end, field.keySpan.end + longestToken),
  );
}

const longestToken = 80;

/** `AFFINITY: ""` has its value from elsewhere; with a value it may be a variable's name. */
function hasKeyToFill(field: Field): boolean {
  return field.keys.some(
    (key, index) => isSignedKey(key) || (isCapitals(key) && isBlank(field.fieldAt(index))),
  );
}

function isBlank(field: Field): boolean {
  return field.isNull || field.text === "";
}

/** Whether a value, or one nested in it up to this many levels deep, is a placeholder. */
export function holdsOpen(field: Field, levels: number): boolean {
  if (isOpen(field)) return true;
  if (levels === 0) return false;
  const below = field.isMap ? field.fields() : field.items();
  return below.some((it) => holdsOpen(it, levels - 1));
}
