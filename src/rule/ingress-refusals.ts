import { isNameToFill } from "../mesh/objects/placeholder.ts";
import { isIpAddress } from "../validate/ip-address.ts";
import { wildcardSubdomainFault } from "../validate/kubernetes-names.ts";
import type { Finding } from "./finding.ts";
import { tokenSpan } from "./places.ts";
import { misnamedPort } from "./port-refusals.ts";
import { refusal } from "./refusal.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";
import type { Located } from "../yaml/source.ts";

export function* hostFaults(field: Field, mayBeEmpty: boolean): Iterable<Finding> {
  const host = field.string();
  if (!host || (mayBeEmpty && host.value === "") || isNameToFill(host.value)) return;
  const isAddress = mayBeEmpty && isIpAddress(host.value);
  const fault = isAddress ? "an IP address" : wildcardSubdomainFault(host.value);
  if (fault === undefined) return;
  yield refusal({
    headline: `\`${shorten(host.value)}\` is not a valid Ingress host`,
    primary: { span: host.span, text: fault },
    help: "use a DNS name in lower case, without scheme and port, or with `*` as its first label",
  });
}

const pathTypes: ReadonlySet<string> = new Set(["Exact", "Prefix", "ImplementationSpecific"]);

export function* pathFaults(entry: Field): Iterable<Finding> {
  const pathType = entry.get("pathType")?.string();
  if (pathType && !pathTypes.has(pathType.value)) {
    yield refusal({
      headline: `\`${shorten(pathType.value)}\` is not a valid \`pathType\``,
      primary: { span: pathType.span, text: "unknown value" },
      help: "use `Prefix`, `Exact` or `ImplementationSpecific`",
    });
  }
  if (!pathType || !pathTypes.has(pathType.value)) return;
  const path = entry.get("path")?.string();
  const isFree = pathType.value === "ImplementationSpecific";
  if (path === undefined || path.value === "") {
    if (!isFree) yield withoutPath(entry, pathType);
    return;
  }
  const fault = path.value.startsWith("/")
    ? isFree
      ? undefined
      : sequenceFault(path.value)
    : "does not start with `/`";
  if (fault !== undefined) yield badPath(path, fault);
}

function sequenceFault(path: string): string | undefined {
  const found = ["//", "/./", "/../", "%2f", "%2F"].find((it) => path.includes(it));
  if (found !== undefined) return `\`${found}\` is not allowed`;
  return /\/\.\.?$/.test(path) ? "ends in `/.` or `/..`" : undefined;
}

export function* backendFaults(backend: Field): Iterable<Finding> {
  if (!backend.isMap) return;
  const service = backend.get("service");
  const resource = backend.get("resource");
  if (service && resource) {
    yield refusal({
      headline: "a backend cannot have both `service` and `resource`",
      primary: { span: resource.keySpan, text: "a second backend" },
      related: [{ span: service.keySpan, text: "the first one" }],
      help: "keep one of them",
    });
  }
  // Keys of older versions are unknown fields.
  if (!service && !resource && backend.fields().length === 0) yield withoutBackend(backend);
  if (service?.isMap && !resource) yield* portFaults(service);
}

function* portFaults(service: Field): Iterable<Finding> {
  const port = service.get("port");
  const name = port?.get("name");
  const number = port?.get("number");
  const isNamed = name !== undefined && name.text !== "";
  const isNumbered = number !== undefined && number.number()?.value !== 0;
  if (isNamed && isNumbered) {
    yield refusal({
      headline: "a backend port cannot have both a name and a number",
      primary: { span: name.keySpan, text: "next to `number`" },
      related: [{ span: number.keySpan, text: "the number" }],
      help: "keep one of them",
    });
  } else if (!isNamed && !isNumbered && (port === undefined || port.isMap)) {
    yield refusal({
      headline: "a backend needs a port name or number",
      primary: { span: (port ?? service).keySpan, text: "no port" },
      help: "add `port: { number: … }` or `port: { name: … }`",
    });
  } else {
    yield* misnamedPort(isNamed ? name : number);
  }
}

function withoutPath(entry: Field, pathType: Located<string>): Finding {
  return refusal({
    headline: `a path of type \`${pathType.value}\` needs a \`path\``,
    primary: { span: tokenSpan(entry), text: "no `path`" },
    related: [{ span: pathType.span, text: "its type" }],
    help: "add `path: /`, or another path that starts with `/`",
  });
}

function badPath({ value, span }: Located<string>, fault: string): Finding {
  return refusal({
    headline: `\`${shorten(value)}\` is not a valid Ingress path`,
    primary: { span, text: fault },
    help: "use a path that starts with `/`, such as `/pkg.Service`",
  });
}

function withoutBackend(backend: Field): Finding {
  return refusal({
    headline: "a backend without a `service` or `resource`",
    primary: { span: backend.keySpan, text: "no backend" },
    help: "add `service` with a name and a port",
  });
}

export function withoutRules(spec: Field): Finding {
  return refusal({
    headline: "an Ingress needs `rules` or a `defaultBackend`",
    primary: { span: spec.keySpan, text: "neither is set" },
    help: "add `rules`, or a `defaultBackend`",
  });
}
