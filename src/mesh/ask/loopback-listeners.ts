import type { Located } from "../../yaml/source.ts";
import type { Container } from "../objects/workload.ts";
import { containerWords } from "./container-words.ts";

/** A port that a container is told to open at the loopback address. */
export interface LoopbackListener {
  readonly port: number;
  /** Where the address is written. */
  readonly at: Located<string>;
  /** The name of the flag or variable says that it is to listen at; otherwise it may be to call, too. */
  readonly isSaid: boolean;
}

/** A flag or a variable; its name in lower case, with hyphens. */
interface Setting {
  readonly name: string;
  readonly value: string;
  readonly at: Located<string>;
}

const ofClients = /client|upstream|backend|target|endpoint|proxy|server-addr|dial/;
const ofServers = /listen|bind|^(?:aspnetcore-)?urls?$/;
const ofEither = /^(?:grpc-)?(?:addr|address|host)$/;
const ofHosts = /-?(?:host|hostname|addr|address|ip)$/;

/** Addresses to listen at, in flags and variables; not where another one may open the port as well. */
export function loopbackListeners(container: Container): readonly LoopbackListener[] {
  const words = containerWords(container);
  const settings = settingsOf(container, words);
  const texts = new Set([...words, ...settings.map((it) => it.at)]);
  return settings.flatMap((setting) => {
    const { name, at } = setting;
    const isSaid = ofServers.test(name);
    if (ofClients.test(name) || !(isSaid || ofEither.test(name))) return [];
    return [...loopbackPorts(setting, settings)].flatMap(([port, beside]) => {
      const isOther = (it: Located<string>): boolean => it !== at && it !== beside?.at;
      const isOpen = isSaid
        ? settings.some((it) => isOther(it.at) && mayListenAt(port, it, settings))
        : [...texts].some((it) => isOther(it) && mentions(port, it.value));
      return isOpen ? [] : [{ port, at, isSaid }];
    });
  });
}

function settingsOf(container: Container, words: readonly Located<string>[]): readonly Setting[] {
  const flags = words.flatMap((at, index) => {
    const [, name, value] = /^--?([a-z][\w.-]*)(?:=(.*))?$/is.exec(at.value) ?? [];
    if (name === undefined) return [];
    if (value !== undefined) return [{ name: plainName(name), value, at }];
    const next = words[index + 1];
    if (next === undefined || next.value.startsWith("-")) return [];
    return [{ name: plainName(name), value: next.value, at: next }];
  });
  const variables = (container.field.get("env")?.items() ?? []).flatMap((entry) => {
    const name = plainName(entry.get("name")?.text ?? "");
    const at = entry.get("value")?.string();
    return at ? [{ name, value: at.value, at }] : [];
  });
  return [...flags, ...variables];
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[._]/g, "-");
}

const loopback =
  /^(?:[a-z][a-z\d+.-]*:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\]|::1)(?::(\d+))?\/?$/i;

/** The ports that a setting opens at loopback alone, with the other setting that has the number, if it is in one of its own. */
function loopbackPorts(
  setting: Setting,
  settings: readonly Setting[],
): ReadonlyMap<number, Setting | undefined> {
  const parts = setting.value.split(/[;,]/);
  const found = new Map<number, Setting | undefined>();
  for (const part of parts) {
    const [all, written] = loopback.exec(part) ?? [];
    const beside = all && written === undefined ? portBeside(setting, settings) : undefined;
    const port = Number(written ?? beside?.value);
    if (all === undefined || Number.isNaN(port)) continue;
    const rest = parts.filter((it) => !loopback.test(it));
    if (rest.every((it) => isAtOther(port, it))) found.set(port, beside);
  }
  return found;
}

/** `--port` for `--host`, `GRPC_LISTEN_PORT` for `GRPC_LISTEN_HOST`, `--port` for `--bind-address`. */
function portBeside({ name }: Setting, settings: readonly Setting[]): Setting | undefined {
  const stem = name.replace(ofHosts, "");
  const plain = stem.replace(/-?(?:listen|bind)$/, "");
  const stems = plain === "" || plain === "grpc" ? [stem, plain, "grpc", ""] : [stem, plain];
  for (const each of stems) {
    const wanted = each === "" ? "port" : `${each}-port`;
    const found = settings.filter((it) => it.name === wanted && /^\d+$/.test(it.value));
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

/** Whether another setting may open the port, at an address that is not known. */
function mayListenAt(port: number, setting: Setting, settings: readonly Setting[]): boolean {
  const { name, value } = setting;
  if (!ofServers.test(name)) return false;
  const beside = portBeside(setting, settings);
  return !value
    .split(/[;,]/)
    .every((part) => isAtOther(port, /(?:^|:)\d+\/?$/.test(part) ? part : (beside?.value ?? part)));
}

/** It ends with the number of another port. */
function isAtOther(port: number, address: string): boolean {
  const [, number] = /(?:^|:)(\d+)\/?$/.exec(address) ?? [];
  return number !== undefined && Number(number) !== port;
}

function mentions(port: number, value: string): boolean {
  return new RegExp(String.raw`(?<!\d)${port}(?!\d)`).test(value);
}
