import type { AnyApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import { hostsOverlap } from "../../src/mesh/objects/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import {
  kindRefusedBy,
  listenersOf,
  parentGatewaysOf,
  type ParentGateway,
} from "../../src/mesh/ask/parents.ts";
import { noRouteFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Located } from "../../src/yaml/source.ts";

export const routeHostnameNotInListener = defineRule({
  id: "route-hostname-not-in-listener",
  topic: "gateway-api",
  summary: "a hostname of a route is not among those of its Gateway's listeners",
  severity: "error",
  severityWhere: { warning: "other hostnames of the route are served" },
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/shared_types.go",
      "RouteReasonNoMatchingListenerHostname: no hostname of the route is one of the listener",
    ),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "referenceAllowed: one hostname must match, the others are filtered",
    ),
  ],
  *check(route, mesh) {
    const hosts = route.hostnames;
    // Every parent has to refuse the hostname; one that is not in the inputs may accept it.
    const served = servedAt(route, mesh);
    if (hosts.length === 0 || served === undefined) return;
    const strangers = hosts.filter(
      ({ value }) =>
        !served.some((it) => hostsOverlap(it.value.toLowerCase(), value.toLowerCase())),
    );
    const isWhole = strangers.length === hosts.length;
    for (const host of isWhole ? strangers.slice(0, 1) : strangers)
      yield notServed(route, host, served, isWhole);
  },
});

/** The hostnames of all listeners of all parents; `undefined` where some may be for any. */
function servedAt(route: AnyApiRoute, mesh: Mesh): readonly Located<string>[] | undefined {
  const parents = parentGatewaysOf(route, mesh);
  if (parents.length === 0 || parents.length < route.parents.length) return undefined;
  const found = parents.map((parent) => hostnamesAt(parent, route, mesh));
  const known = found.flatMap((it) => it ?? []);
  return found.includes(undefined) || known.length === 0 ? undefined : known;
}

function hostnamesAt(
  parent: ParentGateway,
  { api }: AnyApiRoute,
  mesh: Mesh,
): readonly Located<string>[] | undefined {
  const [gateway] = parent.found;
  if (gateway === undefined || parent.found.length > 1) return undefined;
  if (mesh.isPatched(gateway, "spec.listeners")) return undefined;
  const hostnames = listenersOf(parent)
    .filter((it) => kindRefusedBy(it, api) === undefined)
    .map((it) => it.get("hostname")?.string());
  return hostnames.some((it) => it === undefined || it.value === "")
    ? undefined
    : hostnames.flatMap((it) => it ?? []);
}

function notServed(
  route: AnyApiRoute,
  host: Located<string>,
  served: readonly Located<string>[],
  isWhole: boolean,
): Finding {
  const names = [...new Set(served.map(({ value }) => value))];
  const similar = similarName(host.value, names);
  const [first] = served;
  return {
    headline: `no listener of the Gateway serves the hostname \`${host.value}\``,
    primary: { span: host.span, text: "not among the listeners' hostnames" },
    related: first ? [{ span: first.span, text: "a listener's hostname" }] : [],
    note: isWhole
      ? noRouteFor(route, "the Gateway does not accept the route")
      : noRouteFor(route, "the Gateway ignores this hostname"),
    help: similar
      ? `did you mean \`${similar}\`?`
      : `add a listener for the hostname, or use ${oneOf(names, 3)}`,
    ...(!isWhole && { severity: "warning" as const }),
  };
}
