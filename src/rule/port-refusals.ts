import { isNameToFill } from "../mesh/objects/placeholder.ts";
import { nearestName, portNameFault } from "../validate/kubernetes-names.ts";
import { isPort } from "../validate/port.ts";
import { isTransport } from "../validate/transport.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";
import type { Located } from "../yaml/source.ts";
import type { Finding } from "./finding.ts";
import { refusal } from "./refusal.ts";
import { nameOrToken } from "./to-fill.ts";

/** A number outside the range of ports. */
export function noPortNumber({ value, span }: Located<number>): Finding {
  return refusal({
    headline: `${value} is not a valid port number`,
    primary: { span, text: "not from 1 to 65535" },
    help: "use a port number from 1 to 65535",
  });
}

/** A port by its number or by the name of a container port, as targets and probes have it. */
export function* misnamedPort(field: Field | undefined): Iterable<Finding> {
  const number = field?.number();
  if (number && !isPort(number.value)) yield noPortNumber(number);
  const name = field?.string();
  const fault = name && portNameFault(name.value);
  if (name && fault !== undefined && !isToFill(name.value)) {
    yield field?.step !== "name" && /^\d+$/.test(name.value)
      ? quotedNumber(name)
      : nameOrToken(noPortName(name, fault), name.value);
  }
}

/** Scripts look for `PORT` or `GRPC_PORT`. */
function isToFill(name: string): boolean {
  return isNameToFill(name) || /^[A-Z]*PORT$/.test(name);
}

function quotedNumber({ value, span }: Located<string>): Finding {
  return refusal({
    headline: `\`"${shorten(value)}"\` is read as a port name, not a number`,
    primary: { span, text: "a string, so a name" },
    help: "remove the quotes",
  });
}

function noPortName({ value, span }: Located<string>, fault: string): Finding {
  const near = nearestName(value, 15);
  const example = near === undefined ? "with at least one letter" : `such as \`${near}\``;
  return refusal({
    headline: `\`${shorten(value)}\` is not a valid container port name`,
    primary: { span, text: fault },
    help: `use at most 15 lower-case letters, digits and \`-\`, ${example}, wherever the name is used`,
  });
}

/** A `protocol` other than TCP, UDP and SCTP: most often what `appProtocol` is for. */
export function* noTransport(port: Field): Iterable<Finding> {
  const protocol = port.get("protocol")?.string();
  if (protocol === undefined || isTransport(protocol.value)) return;
  const { value, span } = protocol;
  const upper = value.toUpperCase();
  yield refusal({
    headline: `\`${shorten(value)}\` is not a valid port \`protocol\``,
    primary: { span, text: "not `TCP`, `UDP` or `SCTP`" },
    help: isTransport(upper)
      ? `use \`${upper}\``
      : "use `TCP`; the application protocol is set by `appProtocol` or the name of the Service port",
  });
}

/** Entries that share what must be unique: all but the first. */
export function* repeated(
  entries: readonly Field[],
  key: string,
  idOf: (entry: Field) => string | undefined,
): Iterable<Finding> {
  const first = new Map<string, Field>();
  for (const entry of entries) {
    const id = idOf(entry);
    const field = entry.get(key);
    if (id === undefined || id === "" || field === undefined) continue;
    const known = first.get(id);
    if (known) yield twice(field, known);
    else first.set(id, field);
  }
}

function twice(field: Field, known: Field): Finding {
  const key = String(field.step);
  const value = String(field.scalar()?.value ?? "");
  return refusal({
    headline: `\`${key}: ${shorten(value)}\` is used twice`,
    primary: { span: field.span, text: "used again" },
    related: [{ span: known.span, text: "the first one" }],
    help: `use another \`${key}\`, or remove one of the entries`,
  });
}
