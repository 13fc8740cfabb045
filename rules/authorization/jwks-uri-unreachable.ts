import type { Resource } from "../../src/manifest/resource.ts";
import { serviceAt } from "../../src/mesh/ask/dialed-services.ts";
import { isSwitchedOn } from "../../src/mesh/ask/istiod-variables.ts";
import { acceptsMutualTlsOnly } from "../../src/mesh/ask/strict-ports.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "security.istio.io/RequestAuthentication": [
    "spec.jwtRules[].jwksUri",
    "spec.jwtRules[].jwks_uri",
  ],
};

export const jwksUriUnreachable = defineRule({
  id: "jwks-uri-unreachable",
  topic: "authorization",
  summary: "istiod cannot fetch the keys of tokens from a Service of the mesh",
  severity: "warning",
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pilot/pkg/model/jwks_resolver.go",
      "istiod fetches the keys itself; where it fails the proxies get a key that fits no token",
    ),
    thread("istio/istio#40553", "`jwksUri` of a Service under STRICT: connection reset"),
    thread("istio/istio#28742", "keys within the mesh: istiod has no mutual TLS for them"),
  ],
  *check(resource, mesh) {
    if (isSwitchedOn("PILOT_JWT_ENABLE_REMOTE_JWKS", mesh, ["false", "istiod"])) return;
    for (const field of placesOf(resource, places)) {
      const address = addressIn(field.text ?? "");
      if (address === undefined) continue;
      const service = serviceAt(address.host, resource, mesh);
      const port = service?.ports.find(({ number }) => number?.value === address.port);
      const isShort = !address.host.includes(".") && isElsewhere(resource, mesh);
      if (isShort && service && !isNextToIstiod(address.host, resource, mesh))
        yield notFound(field, address.host, resource, mesh);
      if (!isShort && port && acceptsMutualTlsOnly(port, mesh)) yield refused(field, port, mesh);
    }
  },
});

interface Address {
  readonly host: string;
  readonly port: number;
}

function addressIn(uri: string): Address | undefined {
  const [, scheme, host, port] = /^(https?):\/\/([\w.-]+)(?::(\d+))?(?:\/|$)/.exec(uri) ?? [];
  if (host === undefined) return undefined;
  return { host, port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port) };
}

/** Written in a namespace that is not istiod's own. */
function isElsewhere({ namespace }: Resource, mesh: Mesh): boolean {
  return namespace !== undefined && namespace !== mesh.config().rootNamespace;
}

/** Istiod finds a Service of that name where it runs. */
function isNextToIstiod(host: string, from: Resource, mesh: Mesh): boolean {
  return serviceAt(`${host}.${mesh.config().rootNamespace}`, from, mesh) !== undefined;
}

const consequence =
  "istiod fetches the keys, and without them the proxies reject every token: UNAUTHENTICATED (16), 401";

function notFound(field: Field, host: string, { namespace = "" }: Resource, mesh: Mesh): Finding {
  const full = `${host}.${namespace}.svc.${mesh.settings.clusterDomain}`;
  return {
    headline: `istiod resolves \`${host}\` in its own namespace, not in \`${namespace}\``,
    primary: { span: field.span, text: "a short name" },
    note: consequence,
    help: `use the full name: \`${full}\``,
  };
}

function refused(field: Field, { service, targetPort }: ServicePort, mesh: Mesh): Finding {
  const { resource } = service;
  const port = targetPort?.value ?? "";
  return {
    headline: `\`${resource.name}\` accepts only mutual TLS, which istiod does not use to fetch keys`,
    primary: { span: field.span, text: "fetched without mutual TLS" },
    related: [{ span: mesh.nameSpan(resource), text: "its pods are under STRICT" }],
    note: consequence,
    help: `set \`portLevelMtls\` of port ${port} to \`PERMISSIVE\` in a PeerAuthentication that selects its pods, or write the keys to \`jwks\``,
  };
}
