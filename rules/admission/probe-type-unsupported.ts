import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const methods = ["httpGet", "tcpSocket", "exec"];

export const probeTypeUnsupported = defineRule({
  id: "probe-type-unsupported",
  topic: "admission",
  summary: "a WorkloadGroup probe of an unsupported type, such as `grpc`",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "networking.istio.io/WorkloadGroup": [""] },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateReadinessProbe: unknown health check method",
    ),
  ],
  *check(resource) {
    const probe = wholeSpec(resource, "WorkloadGroup")?.get("probe");
    if (probe?.isMap !== true) return;
    const grpc = probe.get("grpc");
    if (methods.every((key) => probe.get(key) === undefined)) {
      yield grpc ? byGrpc(resource, grpc) : withoutMethod(resource, probe);
    }
    const exec = probe.get("exec");
    const command = exec?.get("command");
    if (exec?.isMap === true && (command === undefined || isEmpty(command))) {
      yield withoutCommand(resource, command ?? exec);
    }
    for (const name of fieldsAt(probe, "httpGet.httpHeaders[].name")) {
      const text = name.text;
      if (text !== undefined && !/^[-A-Za-z0-9]+$/.test(text)) yield noHeader(resource, name);
    }
  },
});

function isEmpty(command: Field): boolean {
  return command.isList && command.items().length === 0;
}

function byGrpc(resource: Resource, grpc: Field): Finding {
  return webhookRefusal(resource, {
    headline: "Istio's webhook rejects `grpc` probes, although the API has the field",
    primary: { span: grpc.keySpan, text: "not supported yet" },
    help: "use `exec` with grpc_health_probe, or `tcpSocket`",
  });
}

function withoutMethod(resource: Resource, probe: Field): Finding {
  return webhookRefusal(resource, {
    headline: "this probe has no handler",
    primary: { span: probe.keySpan, text: "no handler" },
    help: "add `httpGet`, `tcpSocket` or `exec`",
  });
}

function withoutCommand(resource: Resource, place: Field): Finding {
  return webhookRefusal(resource, {
    headline: "`exec` has no command to run",
    primary: { span: place.keySpan, text: "no `command`" },
    help: "use the command as a list, such as `[grpc_health_probe, -addr=:50051]`",
  });
}

function noHeader(resource: Resource, name: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`${name.text ?? ""}\` is not a valid probe header`,
    primary: { span: name.span, text: "letters, digits and `-` only" },
    help: "use letters, digits and `-`",
  });
}
