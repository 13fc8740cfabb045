import type { Span } from "../yaml/source.ts";
import { lineIndex } from "./line-index.ts";

/** A call that matches a route, as a tool must make it. */
export interface SmokeCall {
  /** What the route is part of: `VirtualService shop/cart`. */
  readonly title: string;
  readonly at: Span;
  /** `HOST:PORT`. */
  readonly address: string;
  readonly tls: boolean;
  readonly service: string;
  readonly method: string;
  /** The file that defines it; `undefined` where only the route names it. */
  readonly definedIn: string | undefined;
  readonly isStream: boolean;
  /** Metadata that the route asks for. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A shell script with one `grpcurl` command for each call, below a comment that names its route. */
export function renderSmokeScript(calls: readonly SmokeCall[]): string {
  const lines: string[] = ["#!/bin/sh"];
  let last = "";
  for (const call of calls) {
    const { line } = lineIndex(call.at.source).positionAt(call.at.start);
    const place = `# ${call.title}, ${call.at.source.path}:${line}`;
    if (place !== last) lines.push("", place);
    last = place;
    lines.push(commandOf(call));
  }
  return `${lines.join("\n")}\n`;
}

function commandOf(call: SmokeCall): string {
  const { address, service, method, tls, headers, isStream } = call;
  return [
    "grpcurl",
    ...(tls ? [] : ["-plaintext"]),
    ...definitionFlags(call),
    ...headers.flatMap(([name, value]) => ["-H", quoted(`${name}: ${value}`)]),
    // A stream may go on for ever.
    ...(isStream ? ["-max-time", "10"] : []),
    "-d",
    quoted("{}"),
    quoted(address),
    quoted(`${service}/${method}`),
  ].join(" ");
}

/** So that servers need no reflection. Imports are looked for from the folder above those of the package. */
function definitionFlags({ definedIn: path, service }: SmokeCall): readonly string[] {
  if (path === undefined) return [];
  if (!path.endsWith(".proto")) return ["-protoset", quoted(path)];
  const folders = service.split(".").slice(0, -1).join("/");
  const cut = folders === "" ? -1 : path.lastIndexOf(`${folders}/`);
  const start = cut > 0 && path[cut - 1] === "/" ? cut : cut === 0 ? 0 : path.lastIndexOf("/") + 1;
  const root = path.slice(0, start).replace(/\/$/, "");
  return ["-import-path", quoted(root === "" ? "." : root), "-proto", quoted(path.slice(start))];
}

function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
