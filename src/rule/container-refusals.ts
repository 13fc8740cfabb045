import { isNameToFill } from "../mesh/objects/placeholder.ts";
import { labelNameFault, nearestName } from "../validate/kubernetes-names.ts";
import type { Finding } from "./finding.ts";
import { tokenSpan } from "./places.ts";
import { refusal } from "./refusal.ts";
import { nameOrToken } from "./to-fill.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";

const pullPolicies: ReadonlySet<string> = new Set(["Always", "IfNotPresent", "Never"]);

export function* nameFaults(entry: Field): Iterable<Finding> {
  const name = entry.get("name")?.string();
  const fault = name && labelNameFault(name.value);
  if (name === undefined || fault === undefined || isNameToFill(name.value)) return;
  const near = nearestName(name.value, 63);
  const what = entry.parent?.step === "volumes" ? "volume" : "container";
  const finding = refusal({
    headline: `\`${shorten(name.value)}\` is not a valid ${what} name`,
    primary: { span: name.span, text: fault },
    help: `use lower-case letters, digits and \`-\`${near === undefined ? "" : `, such as \`${near}\``}`,
  });
  yield nameOrToken(finding, name.value);
}

export function* pullFaults(container: Field): Iterable<Finding> {
  const policy = container.get("imagePullPolicy")?.string();
  if (!policy || policy.value === "" || pullPolicies.has(policy.value)) return;
  yield refusal({
    headline: `\`${shorten(policy.value)}\` is not a valid \`imagePullPolicy\``,
    primary: { span: policy.span, text: "unknown value" },
    help: "use `Always`, `IfNotPresent` or `Never`",
  });
}

export function withoutImage(container: Field): Finding {
  return refusal({
    headline: `container \`${shorten(container.get("name")?.text ?? "")}\` has no \`image\``,
    primary: { span: tokenSpan(container), text: "no `image`" },
    help: "add `image`",
  });
}

export function withoutVolume(name: Field): Finding {
  return refusal({
    headline: `no volume is named \`${shorten(name.text ?? "")}\``,
    primary: { span: name.span, text: "no such volume" },
    help: `add the volume \`${shorten(name.text ?? "")}\` to \`volumes\`, or remove the mount`,
  });
}
