import { isIpAddressOrRange } from "../validate/ip-address.ts";
import { isPort } from "../validate/port.ts";
import type { Finding } from "./finding.ts";
import { tokenSpan } from "./places.ts";
import { noPortNumber } from "./port-refusals.ts";
import { refusal } from "./refusal.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";

export function* rangeFaults(port: Field): Iterable<Finding> {
  const end = port.get("endPort")?.number();
  if (end === undefined) return;
  if (!isPort(end.value)) yield noPortNumber(end);
  const first = port.get("port");
  const from = first?.number();
  const fault =
    first === undefined
      ? "needs a `port`"
      : first.text !== undefined
        ? "`port` is a name"
        : from && end.value < from.value
          ? "less than `port`"
          : undefined;
  if (fault === undefined || (from !== undefined && !isPort(end.value))) return;
  yield refusal({
    headline: `\`endPort: ${end.value}\` is not the end of a port range`,
    primary: { span: end.span, text: fault },
    ...(first && { related: [{ span: first.span, text: "where the range starts" }] }),
    help: "set `port` to the first number of the range, and `endPort` to the last one",
  });
}

export function* peerFaults(peer: Field): Iterable<Finding> {
  const block = peer.get("ipBlock");
  const other = peer.get("podSelector") ?? peer.get("namespaceSelector");
  if (block && other) {
    yield refusal({
      headline: `\`ipBlock\` and \`${String(other.step)}\` are mutually exclusive`,
      primary: { span: block.keySpan, text: "with a selector" },
      related: [{ span: other.keySpan, text: "the selector" }],
      help: "use a separate list entry for each of them",
    });
  }
  const cidr = block?.get("cidr");
  if (cidr) yield* rangeFault(cidr);
  for (const except of block?.get("except")?.items() ?? []) {
    yield* rangeFault(except);
    const isInside = isPartOf(except.text ?? "", cidr?.text ?? "");
    if (cidr && isInside === false) yield outside(except, cidr);
  }
}

function* rangeFault(field: Field): Iterable<Finding> {
  const range = field.string();
  if (range === undefined || isRange(range.value)) return;
  yield refusal({
    headline: `\`${shorten(range.value)}\` is not a valid CIDR range`,
    primary: { span: range.span, text: "not a CIDR range" },
    help: `use an address and its prefix length, such as \`${range.value.includes("/") ? "10.0.0.0" : range.value}/32\``,
  });
}

/** Zeros in front of a number were accepted up to Kubernetes 1.35. */
function isRange(text: string): boolean {
  return text.includes("/") && isIpAddressOrRange(text.replaceAll(/(^|\.)0+(?=\d)/g, "$1"));
}

/** Whether a range of IPv4 is a true part of another one; `undefined` for other texts. */
function isPartOf(part: string, whole: string): boolean | undefined {
  const inner = ipv4Range(part);
  const outer = ipv4Range(whole);
  if (inner === undefined || outer === undefined) return undefined;
  const size = 2 ** (32 - outer.bits);
  const isInside = Math.floor(inner.number / size) === Math.floor(outer.number / size);
  return isInside && inner.bits > outer.bits;
}

function ipv4Range(text: string): { readonly number: number; readonly bits: number } | undefined {
  if (!isRange(text) || text.includes(":")) return undefined;
  const [address = "", bits] = text.split("/");
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { number, bits: Number(bits) };
}

function outside(except: Field, cidr: Field): Finding {
  return refusal({
    headline: `\`${shorten(except.text ?? "")}\` is not inside \`${shorten(cidr.text ?? "")}\``,
    primary: { span: except.span, text: "not inside the range" },
    related: [{ span: cidr.span, text: "the range" }],
    help: "use a smaller range inside `cidr`, or remove the exception",
  });
}

export function emptyPeer(peer: Field): Finding {
  return refusal({
    headline: "a peer needs a selector or an `ipBlock`",
    primary: { span: tokenSpan(peer), text: "an empty peer" },
    help: "use `podSelector: {}` for all pods of the namespace, or remove the entry",
  });
}

export function tooMany({ span }: Field): Finding {
  return refusal({
    headline: "a NetworkPolicy has at most two policy types",
    primary: { span, text: "a third one" },
    help: "use `Ingress` and `Egress` once each",
  });
}

export function unknownType({ span }: Field, text: string): Finding {
  return refusal({
    headline: `\`${shorten(text)}\` is not a valid policy type`,
    primary: { span, text: "unknown value" },
    help: "use `Ingress` or `Egress`",
  });
}
