import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

/** The object that a patch of each kind is found by; others are not looked at. */
const matchFor: Readonly<Record<string, string>> = {
  LISTENER: "listener",
  FILTER_CHAIN: "listener",
  NETWORK_FILTER: "listener",
  HTTP_FILTER: "listener",
  ROUTE_CONFIGURATION: "routeConfiguration",
  VIRTUAL_HOST: "routeConfiguration",
  HTTP_ROUTE: "routeConfiguration",
  CLUSTER: "cluster",
};

const objects = ["listener", "routeConfiguration", "cluster", "waypoint"];
const manager = /^envoy\.(?:filters\.network\.)?http_connection_manager$/;

export const envoyMatchOfOtherObject = defineRule({
  id: "envoy-match-of-other-object",
  topic: "admission",
  summary: "an EnvoyFilter patch matches on the wrong kind of object",
  severity: "error",
  answers: ["IST0106"],
  reads: "envoyPatch",
  evidence: [
    istio("pkg/config/validation/envoyfilter/envoyfilter.go", "cannot have non listener match"),
    istio(
      "pkg/config/validation/envoyfilter/envoyfilter.go",
      "subfilter match requires filter match",
    ),
  ],
  *check(patch) {
    const { applyTo, match, context } = patch;
    const wanted = matchFor[applyTo?.value ?? ""];
    if (wanted === undefined || match === undefined || context?.value === "WAYPOINT") return;
    const written = match.pick(objects);
    const other = written.find(({ step }) => step !== wanted);
    // Two objects at once are refused by the CRD, `waypoint` outside its context too.
    if (written.length === 1 && other && other.step !== "waypoint") {
      yield otherObject(patch, other, wanted);
    }
    const filter = match.at("listener", "filterChain", "filter");
    if (filter?.isMap === true && wanted === "listener") yield* filterFaults(patch, filter);
  },
});

function* filterFaults(patch: EnvoyPatch, filter: Field): Iterable<Finding> {
  const name = filter.get("name");
  const sub = filter.get("subFilter");
  const text = name?.text ?? "";
  if (text === "") yield nameless(patch, name ?? filter);
  else if (sub && patch.applyTo?.value !== "HTTP_FILTER") yield onlyHttp(patch, sub);
  else if (sub && name && !manager.test(text)) yield notManager(patch, name);
  else if (sub?.isMap === true && !sub.get("name")?.text) yield nameless(patch, sub);
}

function otherObject(patch: EnvoyPatch, other: Field, wanted: string): Finding {
  const { applyTo, resource } = patch;
  return webhookRefusal(resource, {
    headline: `\`${applyTo?.value ?? ""}\` is matched by \`${wanted}\`, not by \`${String(other.step)}\``,
    primary: { span: other.keySpan, text: "another object" },
    ...(applyTo && { related: [{ span: applyTo.span, text: "the patched object" }] }),
    help: `match with \`${wanted}\``,
  });
}

function nameless({ resource }: EnvoyPatch, filter: Field): Finding {
  return webhookRefusal(resource, {
    headline: "a filter is matched by its name, and this one has none",
    primary: { span: filter.keySpan, text: "no name" },
    help: "add `name: envoy.filters.network.http_connection_manager`, or the name of the intended filter",
  });
}

function onlyHttp({ resource, applyTo }: EnvoyPatch, sub: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`subFilter\` is for \`HTTP_FILTER\`, not for \`${applyTo?.value ?? ""}\``,
    primary: { span: sub.keySpan, text: "an HTTP filter" },
    ...(applyTo && { related: [{ span: applyTo.span, text: "the patched object" }] }),
    help: "use `applyTo: HTTP_FILTER`, or remove `subFilter`",
  });
}

function notManager({ resource }: EnvoyPatch, name: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`${name.text ?? ""}\` has no HTTP filters`,
    primary: { span: name.span, text: "not the connection manager" },
    help: "use `envoy.filters.network.http_connection_manager`",
  });
}
