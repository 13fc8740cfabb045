/** A program of a command line that calls gRPC servers. */
export const grpcTools = ["grpcurl", "ghz", "grpc_health_probe", "evans", "buf"] as const;

export type GrpcTool = (typeof grpcTools)[number];

interface Word {
  readonly value: string;
}

/** The call of a command line; each part as the word that sets it. */
export interface GrpcCall<W extends Word> {
  readonly tool: GrpcTool;
  readonly name: W;
  /** `HOST:PORT`. */
  readonly address: W | undefined;
  /** `package.Service/Method`, or with a dot before the method; only the service for what describes it. */
  readonly symbol: W | undefined;
  readonly isMethod: boolean;
  /** Whether it speaks TLS; `undefined` if not specified. */
  readonly tls: boolean | undefined;
}

/** Flags without a value; all others have one. Sources: grpcurl 1.9 `cmd/grpcurl`, ghz 0.120 `cmd/ghz`. */
const switches: Readonly<Record<"grpcurl" | "ghz" | "buf", ReadonlySet<string>>> = {
  grpcurl: new Set([
    "allow-unknown-fields",
    "alts",
    "emit-defaults",
    "expand-headers",
    "format-error",
    "help",
    "insecure",
    "msg-template",
    "plaintext",
    "unix",
    "use-reflection",
    "v",
    "version",
    "vv",
  ]),
  ghz: new Set([
    "async",
    "count-errors",
    "help",
    "insecure",
    "skipFirst",
    "skipTLS",
    "version",
    "v",
  ]),
  buf: new Set([
    "emit-defaults",
    "help",
    "http2-prior-knowledge",
    "insecure",
    "k",
    "list-methods",
    "list-services",
    "v",
    "verbose",
  ]),
};

interface Parsed<W extends Word> {
  readonly flags: ReadonlyMap<string, W>;
  readonly operands: readonly W[];
}

/** The call that a command makes; `undefined` for other commands. Variables before the program are passed over. */
export function grpcCallOf<W extends Word>(words: readonly W[]): GrpcCall<W> | undefined {
  const start = words.findIndex(({ value }) => toolOf(value) !== undefined);
  const name = words[start];
  const tool = toolOf(name?.value ?? "");
  if (name === undefined || tool === undefined || !words.slice(0, start).every(isPrefix))
    return undefined;
  const rest = words.slice(start + 1);
  if (tool === "buf") return rest[0]?.value === "curl" ? bufCall(name, rest.slice(1)) : undefined;
  if (tool === "grpcurl") return grpcurlCall(name, rest);
  if (tool === "ghz") return ghzCall(name, rest);
  return tool === "evans" ? evansCall(name, rest) : probeCall(name, rest);
}

function toolOf(value: string): GrpcTool | undefined {
  const program = value.slice(value.lastIndexOf("/") + 1);
  return grpcTools.find((tool) => tool === program);
}

/** What may precede a program: variables, and programs that run another. */
function isPrefix({ value }: Word): boolean {
  return /^[A-Za-z_]\w*=|^(?:if|then|else|do|while|until|!|time|exec|sudo|env|command|\$|@|-)$|^timeout$|^\d+s?$/.test(
    value,
  );
}

function parse<W extends Word>(words: readonly W[], alone: ReadonlySet<string>): Parsed<W> {
  const flags = new Map<string, W>();
  const operands: W[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const [, flag, value] = /^--?([A-Za-z][\w-]*)(=.*)?$/s.exec(word.value) ?? [];
    if (flag === undefined) operands.push(word);
    else if (value !== undefined || alone.has(flag)) flags.set(flag, word);
    else {
      const next = words[index + 1];
      if (next !== undefined) flags.set(flag, next);
      index += 1;
    }
  }
  return { flags, operands };
}

/** A boolean flag that is present, unless it is `=false`. */
function isOn(flag: Word | undefined): boolean {
  return flag !== undefined && !flag.value.endsWith("=false");
}

/** A word that only a shell can expand. */
function isVariable({ value }: Word): boolean {
  return /^["']?\$/.test(value);
}

function grpcurlCall<W extends Word>(name: W, words: readonly W[]): GrpcCall<W> {
  const { flags, operands } = parse(words, switches.grpcurl);
  const isVerb = ({ value }: W): boolean => value === "list" || value === "describe";
  const [first] = operands;
  const address = first && isVerb(first) ? undefined : first;
  const rest = address === undefined ? operands : operands.slice(1);
  const [verb, symbol] = rest;
  const isQuestion = verb !== undefined && isVerb(verb);
  return {
    tool: "grpcurl",
    name,
    address,
    symbol: isQuestion ? symbol : verb,
    isMethod: !isQuestion,
    // ALTS is another handshake, and a socket has no port.
    tls: flags.has("alts") || flags.has("unix") ? undefined : !isOn(flags.get("plaintext")),
  };
}

function ghzCall<W extends Word>(name: W, words: readonly W[]): GrpcCall<W> {
  const { flags, operands } = parse(words, switches.ghz);
  const call = flags.get("call");
  // A file of settings says more, and so may a variable.
  const isOpen = flags.has("config") || operands.slice(0, -1).some(isVariable);
  return {
    tool: "ghz",
    name,
    address: operands.at(-1),
    symbol: call,
    isMethod: true,
    tls: isOpen ? undefined : !isOn(flags.get("insecure")),
  };
}

/** Plaintext, unless variables may say otherwise. */
function unlessVariable(words: readonly Word[]): false | undefined {
  return words.some(isVariable) ? undefined : false;
}

function evansCall<W extends Word>(name: W, words: readonly W[]): GrpcCall<W> {
  const at = words.findIndex(({ value }) => value === "call");
  const symbol =
    at === -1 ? undefined : words.slice(at + 1).find(({ value }) => /^[A-Za-z]/.test(value));
  const isWhole = symbol !== undefined && /\.[A-Za-z_]\w*\.|\//.test(symbol.value);
  return {
    tool: "evans",
    name,
    address: undefined,
    symbol: isWhole ? symbol : undefined,
    isMethod: true,
    tls: words.some(({ value }) => value === "--tls" || value === "-t") || unlessVariable(words),
  };
}

/** Source: grpc_health_probe 0.4 `main.go`. */
function probeCall<W extends Word>(name: W, words: readonly W[]): GrpcCall<W> {
  const has = (flag: RegExp): boolean => words.some(({ value }) => flag.test(value));
  const next = words.findIndex(({ value }) => /^--?addr$/.test(value)) + 1;
  return {
    tool: "grpc_health_probe",
    name,
    address: next > 0 ? words[next] : words.find(({ value }) => /^--?addr=/.test(value)),
    symbol: undefined,
    isMethod: false,
    // ALTS is another handshake.
    tls: has(/^--?alts(?:=true)?$/)
      ? undefined
      : has(/^--?(?:tls|spiffe)(?:=true)?$/) || unlessVariable(words),
  };
}

function bufCall<W extends Word>(name: W, words: readonly W[]): GrpcCall<W> {
  const { operands } = parse(words, switches.buf);
  const url = operands.at(-1);
  const isUrl = url !== undefined && /^https?:\/\/[^/]+\/./.test(url.value);
  return {
    tool: "buf",
    name,
    address: isUrl ? url : undefined,
    symbol: isUrl ? url : undefined,
    isMethod: true,
    tls: isUrl ? url.value.startsWith("https:") : undefined,
  };
}

/** Host and port of an address as it is written, a URL among them; `undefined` where variables decide. */
export function hostAndPort(
  address: string,
): { readonly host: string; readonly port: number } | undefined {
  const [plain = ""] = address
    .replace(/^--?addr=/, "")
    .replace(/^(?:https?:\/\/|dns:\/\/\/|passthrough:\/\/\/)/, "")
    .split("/", 1);
  const [, host, port] = /^([A-Za-z\d.-]+):(\d{1,5})$/.exec(plain) ?? [];
  return host === undefined || port === undefined ? undefined : { host, port: Number(port) };
}

/** Service and method of a symbol: `pkg.Service/Method`, `pkg.Service.Method`, or the path of a URL. */
export function rpcOfSymbol(
  symbol: string,
  isMethod: boolean,
): { readonly service: string; readonly method: string | undefined } | undefined {
  const path = symbol.replace(/^(?:--?call=|https?:\/\/[^/]+\/)/, "");
  const name = String.raw`[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*`;
  const [, service, method] = new RegExp(`^(${name})/([A-Za-z_]\\w*)$`).exec(path) ?? [];
  if (service !== undefined) return { service, method };
  const [, before, last] = isMethod ? (/^([A-Za-z_][\w.]*)\.([A-Za-z_]\w*)$/.exec(path) ?? []) : [];
  return before === undefined ? undefined : { service: before, method: last };
}
