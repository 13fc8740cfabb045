/** What a value of an added or set header may not hold. Source: istio ValidateHTTPHeaderValue (1.31). */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0008\u000A-\u001F\u007F]/;

/** In a label's words, what is wrong with the value of a header; `undefined` where nothing is. */
export function headerValueFault(value: string): string | undefined {
  if (control.test(value)) return "a control character";
  return isCommand(value) ? undefined : "an unfinished `%` command";
}

type State = "text" | "name" | "arguments" | "quote" | "string" | "next" | "closing" | "end";

/** What the next character leads to; `undefined` where it fits nothing. */
const steps: Readonly<Record<State, (next: string) => State | undefined>> = {
  text: (next) => (next === "%" ? "name" : "text"),
  name: (next) => (next === "%" ? "text" : next === "(" ? "arguments" : "name"),
  arguments: (next) => (next === "[" ? "quote" : next === " " ? "arguments" : "string"),
  quote: (next) => (next === '"' ? "string" : next === " " ? "quote" : undefined),
  string: (next) => (next === ")" ? "end" : next === '"' ? "next" : "string"),
  next: (next) =>
    next === "," ? "quote" : next === "]" ? "closing" : next === " " ? "next" : undefined,
  closing: (next) => (next === ")" ? "end" : next === " " ? "closing" : undefined),
  end: (next) => (next === "%" ? "text" : next === " " ? "end" : undefined),
};

/**
 * Whether every `%` is doubled or belongs to a whole `%COMMAND%` or `%COMMAND(argument)%`. Source: istio
 * `pkg/config/validation/header_value_validator.go`, which follows Envoy's parser.
 */
function isCommand(value: string): boolean {
  let state: State = "text";
  for (let at = 0; at < value.length; at += 1) {
    const here = value[at] ?? "";
    if (state === "text" && here === "%" && value[at + 1] === "%") at += 1;
    else if (state === "string" && here === "\\") {
      if (at + 1 === value.length) return false;
      at += 1;
    } else {
      const next: State | undefined = steps[state](here);
      if (next === undefined) return false;
      state = next;
    }
  }
  return state === "text";
}
