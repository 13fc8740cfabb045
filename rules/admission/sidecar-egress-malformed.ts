import { isSocketPath } from "../../src/validate/local-endpoint.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { removeField } from "../../src/rule/removals.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";

export const sidecarEgressMalformed = defineRule({
  id: "sidecar-egress-malformed",
  topic: "admission",
  summary: "an egress listener of a Sidecar, or its order, is not valid",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [
    istio("pkg/config/validation/validation.go", "ValidateSidecar: egress"),
    istio("pkg/config/validation/validation.go", "validateSidecarEgressPortBindAndCaptureMode"),
  ],
  fixable: "safe",
  *check(resource) {
    const listeners = wholeSpec(resource, "Sidecar")?.get("egress")?.items() ?? [];
    const seen = new Map<string, Field>();
    for (const [index, listener] of listeners.entries()) {
      if (!listener.isMap) continue;
      const port = listener.get("port");
      const last = index === listeners.length - 1;
      if (!port && !last) yield webhookRefusal(resource, notLast(listener));
      const hosts = listener.get("hosts");
      if (hosts?.isList === true && hosts.items().length === 0) {
        yield webhookRefusal(resource, withoutHosts(hosts));
      }
      if (port?.isMap !== true) continue;
      for (const fault of portFaults(listener, port)) yield webhookRefusal(resource, fault);
      const key = placeKey(listener, port);
      const first = seen.get(key);
      if (first) yield webhookRefusal(resource, taken(port, first));
      else seen.set(key, port);
    }
  },
});

type Fault = Omit<Finding, "note">;

/** Port numbers are unique, sockets where the number is 0. */
function placeKey(listener: Field, port: Field): string {
  const number = port.get("number")?.number()?.value ?? 0;
  return number === 0 ? (listener.get("bind")?.text ?? "") : String(number);
}

function* portFaults(listener: Field, port: Field): Iterable<Fault> {
  const target = port.get("targetPort");
  if (target && (target.number()?.value ?? 0) > 0) yield withTarget(target);
  const number = port.get("number");
  if (number && number.number()?.value !== 0) return;
  const bind = listener.get("bind");
  const path = /^unix:\/\/(.*)$/s.exec(bind?.text ?? "")?.[1];
  if (path === undefined || !isSocketPath(path)) yield noSocket(number ?? port, bind);
  const mode = listener.get("captureMode");
  if (mode?.text === "IPTABLES") yield captured(mode);
}

function notLast(listener: Field): Fault {
  return {
    headline: "the listener without `port` matches all remaining calls, so it must come last",
    primary: { span: tokenSpan(listener), text: "no `port`, and not last" },
    help: "move it to the end of `egress`, or give it a `port`",
  };
}

function withoutHosts(hosts: Field): Fault {
  return {
    headline: "a listener without hosts allows no outbound calls",
    primary: { span: hosts.span, text: "empty" },
    help: "use `./*` for its own namespace, `*/*` for all, or the hosts that the pods call",
  };
}

function withTarget(target: Field): Fault {
  return {
    headline: "`targetPort` is not allowed in a Sidecar",
    primary: { span: target.keySpan, text: "refused" },
    help: "remove it; `number` is the port that the pods connect to",
    ...offerFix(removeField(target), { title: "remove it", safe: true }),
  };
}

function noSocket(number: Field, bind: Field | undefined): Fault {
  return {
    headline: "a listener with port 0 is for a Unix socket",
    primary: { span: bind?.span ?? number.keySpan, text: bind ? "not for a socket" : "no `bind`" },
    help: "set the port that the pods connect to, or add `bind: unix:///path`",
  };
}

function captured(mode: Field): Fault {
  return {
    headline: "`captureMode: IPTABLES` cannot be used with a Unix socket",
    primary: { span: mode.span, text: "for IP addresses" },
    help: "use `captureMode: NONE`, or remove it",
  };
}

function taken(port: Field, first: Field): Fault {
  return {
    headline: "two egress listeners have the same port",
    primary: { span: tokenSpan(port), text: "the same port" },
    related: [{ span: tokenSpan(first), text: "taken here" }],
    help: "merge their `hosts` into one listener",
  };
}
