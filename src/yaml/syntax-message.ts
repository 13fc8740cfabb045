/** A fault as the `yaml` package reports it: its code, its words, and offsets in the document's text. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The message for an error, and its location in the document's text. */
export interface Description {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export const tabMessage = "YAML does not allow tabs for indentation: use spaces";

type Describe = (text: string, fault: Fault) => Description;

const descriptions: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ["TAB_AS_INDENT", describeTab],
  ["BAD_SCALAR_START", describeReserved],
  ["BAD_ALIAS", describeReserved],
  ["BAD_INDENT", describeIndent],
  ["BLOCK_AS_IMPLICIT_KEY", describeNestedKey],
  ["MULTILINE_IMPLICIT_KEY", describeLongKey],
  ["MISSING_CHAR", describeMissing],
  ["UNEXPECTED_TOKEN", describeUnexpected],
  ["BLOCK_IN_FLOW", say("a `,` is missing here, or a string with `: ` needs quotes")],
  ["KEY_OVER_1024_CHARS", say("a key is limited to 1024 characters")],
  ["MULTIPLE_ANCHORS", say("a value can have only one anchor")],
  ["MULTIPLE_TAGS", say("a value can have only one tag")],
  ["BAD_PROP_ORDER", say("an anchor or a tag must be on the line of its value")],
  ["ALIAS_PROPS", say("an alias can have neither an anchor nor a tag")],
  ["TAG_RESOLVE_FAILED", say("this tag has no meaning here")],
]);

/** Our words for a fault, and the token to look at. */
export function describeFault(text: string, fault: Fault): Description {
  const describe = descriptions.get(fault.code) ?? say("not valid YAML from here on");
  return describe(text, fault);
}

function say(message: string): Describe {
  return (text, fault) => at(text, fault.start, message);
}

/** From `start` to the end of its word, one character at least. */
function at(text: string, start: number, message: string): Description {
  const token = wordAt(text, start);
  const end = Math.min(text.length, start + Math.max(1, token.length));
  return { message, start: Math.min(start, Math.max(0, end - 1)), end };
}

function wordAt(text: string, start: number): string {
  return /^[^\s,[\]{}]+/.exec(text.slice(start, start + 200))?.[0] ?? "";
}

function describeTab(text: string, { start }: Fault): Description {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const tab = text.indexOf("\t", lineStart);
  return {
    message: tabMessage,
    start: tab === -1 ? start : tab,
    end: (tab === -1 ? start : tab) + 1,
  };
}

function describeReserved(text: string, { start }: Fault): Description {
  const first = text.charAt(start);
  const name = first === "`" ? "a backtick" : `\`${first}\``;
  return at(text, start, `an unquoted value cannot start with ${name}: quote it`);
}

const neverClosed = "the bracket or brace that opens here is never closed";

function describeIndent(text: string, { message, start }: Fault): Description {
  if (message.startsWith("Flow")) return at(text, start, neverClosed);
  const first = firstOfLine(text, start);
  return at(text, first, "this line's indentation matches no enclosing block");
}

function firstOfLine(text: string, offset: number): number {
  let start = text.lastIndexOf("\n", offset - 1) + 1;
  while (start < text.length && text.charAt(start) === " ") start += 1;
  return start;
}

const deepKey = "unexpected indentation: the key above already has a value";
const deepItem = "unexpected list item: its indentation matches no list above";

function describeNestedKey(text: string, { start, end }: Fault): Description {
  const colon = /:(?=\s|$)/.exec(text.slice(start))?.index ?? 0;
  const key = firstOfLine(text, start + colon);
  if (key > Math.max(start, end)) {
    return at(text, key, text.startsWith("- ", key) ? deepItem : deepKey);
  }
  return at(
    text,
    start,
    "unexpected second `: `: quote the value, or put its map on separate lines",
  );
}

function describeLongKey(text: string, { start }: Fault): Description {
  const token = wordAt(text, start);
  if (token === "-") return at(text, start, "a list item cannot be between the keys of a map");
  return at(text, start, `\`${token}\` is not a value, and as a key it is missing a \`:\``);
}

function describeMissing(text: string, fault: Fault): Description {
  const { message, start } = fault;
  if (message.startsWith("Sequence")) {
    return at(text, start, "this line is neither a list item nor part of the one above it");
  }
  if (message.includes("closing"))
    return at(text, start, "the quote that opens here is never closed");
  if (message.startsWith("Missing ,")) return at(text, start, "a `,` is missing before this");
  if (message.startsWith("Flow")) return at(text, start, neverClosed);
  if (/^(?:Implicit|Map)/i.test(message)) return describeLongKey(text, fault);
  if (/space/i.test(message)) return at(text, start, "a space is missing before this");
  return at(text, start, "something is missing before this");
}

function describeUnexpected(text: string, { message, start }: Fault): Description {
  if (message.includes("block-seq-ind")) {
    return at(text, start, "a list cannot start on the line of its key: put it on the next line");
  }
  if (message.includes("header")) {
    return at(text, start, "only `+`, `-` and a digit can follow `|` or `>` on its line");
  }
  if (/flow-(?:map|seq)-end/.test(message)) {
    return at(text, start, `this \`${text.charAt(start)}\` closes nothing`);
  }
  if (start === firstOfLine(text, start)) {
    return at(text, start, "this line fits no block of the document");
  }
  return at(text, start, "unexpected text after the value");
}
