import type { Fact } from "../../simulate/facts/compact.ts";
import type { Outcome, Step, Target } from "../../simulate/outcome.ts";
import { connectionTexts, limitTexts, outlierText } from "../../survey/policy-words.ts";
import { abortAnswer, settingOf } from "../../survey/route-settings.ts";
import { hashedBy } from "../../survey/traffic.ts";
import { attemptText, duration, factsIn, itemsIn, numberIn, textIn } from "../../survey/words.ts";
import type { Field } from "../../yaml/field.ts";

type Facts = ReturnType<typeof factsIn>;

/** What each setting of a route means, and the fields that may say it. */
const routeSettings: Readonly<
  Record<
    string,
    readonly [(fact: Fact, settings: Outcome["settings"]) => string, readonly string[]]
  >
> = {
  timeout_ms: [(it) => `timeout ${duration(Number(it))}`, ["timeout", "timeouts"]],
  retries: [(it, all) => retriesText(factsIn(it), all?.["timeout_ms"]), ["retries", "retry"]],
  fault: [(it) => `fault: ${faultText(factsIn(it))}`, ["fault"]],
  mirror: [(it) => `mirrored to ${itemsIn(it).map(mirrorText).join(", ")}`, ["mirror", "mirrors"]],
  rewrite: [(it) => `rewritten: ${pairs(factsIn(it))}`, ["rewrite"]],
  redirect: [(it) => `redirected: ${pairs(factsIn(it))}`, ["redirect"]],
  direct: [(it) => `answered: ${pairs(factsIn(it))}`, ["directResponse"]],
  hash: [(it) => `the pod is chosen by ${hashTexts(it)}`, []],
  req_headers: [(it) => `request headers: ${headersText(factsIn(it))}`, ["headers", "filters"]],
  resp_headers: [(it) => `response headers: ${headersText(factsIn(it))}`, ["headers", "filters"]],
};

/** The settings of the chosen route, each at its field. */
export function settingSteps({ settings, steps }: Outcome): readonly Step[] {
  const route = steps.findLast(
    ({ field, text }) => field !== undefined && !text.includes("does not match"),
  )?.field;
  return Object.entries(settings ?? {}).flatMap(([name, fact]): readonly Step[] => {
    if (fact === undefined) return [];
    const [textOf, fields] = routeSettings[name] ?? [undefined, []];
    const text = textOf
      ? textOf(fact, settings)
      : `${name.replaceAll("_", " ")} ${JSON.stringify(fact)}`;
    return [{ text, field: fields.length > 0 ? settingOf(route, ...fields) : undefined }];
  });
}

function retriesText(facts: Facts, timeout: Fact | undefined): string {
  const attempts = numberIn(facts, "attempts") ?? 0;
  if (attempts === 0) return "no retries";
  const limit = attemptText(numberIn(facts, "per_try_ms"), timeout, "for each attempt");
  const backoff = numberIn(facts, "backoff_ms");
  const codes = itemsIn(facts["codes"]).map(shown);
  return [
    `up to ${attempts} ${attempts === 1 ? "retry" : "retries"} on ${(textIn(facts, "on") ?? "").replaceAll(",", ", ")}`,
    ...(codes.length > 0 ? [`status codes ${codes.join(", ")}`] : []),
    ...(limit === undefined ? [] : [limit]),
    ...(backoff === undefined ? [] : [`backoff from ${duration(backoff)}`]),
  ].join("; ");
}

function faultText(facts: Facts): string {
  const delay = factsIn(facts["delay"]);
  const abort = factsIn(facts["abort"]);
  return [
    ...("delay" in facts
      ? [`${numberIn(delay, "pct") ?? 0} % delayed by ${duration(numberIn(delay, "ms") ?? 0)}`]
      : []),
    ...("abort" in facts
      ? [`${numberIn(abort, "pct") ?? 0} % aborted with ${abortAnswer(abort)}`]
      : []),
  ].join(", ");
}

function mirrorText(fact: Fact): string {
  const facts = factsIn(fact);
  const subset = textIn(facts, "subset");
  const percent = numberIn(facts, "pct");
  const share = percent === undefined ? "" : ` (${percent} %)`;
  return `\`${textIn(facts, "host") ?? textIn(facts, "cluster") ?? ""}:${textIn(facts, "port") ?? ""}\`${subset === undefined ? "" : ` subset \`${subset}\``}${share}`;
}

function hashTexts(fact: Fact): string {
  return [...new Set(itemsIn(fact).map((it) => hashedBy(factsIn(it))))].join(", ");
}

function headersText(facts: Facts): string {
  const named = ["set", "add"].flatMap((key) => {
    const entries = Object.entries(factsIn(facts[key]));
    return entries.length === 0
      ? []
      : [`${key} ${entries.map(([name, value]) => `\`${name}: ${shown(value)}\``).join(", ")}`];
  });
  const removed = itemsIn(facts["remove"]).map((it) => `\`${shown(it)}\``);
  const rest = Object.keys(facts).some((key) => !["set", "add", "remove"].includes(key));
  const all = [...named, ...(removed.length > 0 ? [`remove ${removed.join(", ")}`] : [])];
  return all.length > 0 && !rest ? all.join("; ") : JSON.stringify(facts);
}

function shown(fact: Fact): string {
  return typeof fact === "object" ? JSON.stringify(fact) : String(fact);
}

function pairs(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name.replaceAll("_", " ")} \`${shown(value)}\``)
    .join(", ");
}

/** The traffic policy that a destination is reached with, as far as it is not the default. */
export function policySteps({ settings = {}, steps }: Target): readonly Step[] {
  const rule = steps.find(({ text }) => text.startsWith("DestinationRule"))?.field;
  const policy = specOf(rule)?.get("trafficPolicy");
  const step = (text: string, ...fields: readonly string[]): Step => ({
    text,
    field: fields.map((it) => policy?.get(it)).find((it) => it !== undefined),
  });
  const balancer = settings["lb"];
  const limits = limitTexts(settings["cb"]);
  const outlier = settings["outlier"];
  const warmup = settings["warmup_ms"];
  const connections = connectionTexts(settings);
  return [
    ...(typeof balancer === "string"
      ? [step(`balancing: ${balancer.toLowerCase().replaceAll("_", " ")}`, "loadBalancer")]
      : []),
    ...(typeof warmup === "number"
      ? [step(`new pods warm up for ${duration(warmup)}`, "loadBalancer")]
      : []),
    ...(limits.length > 0 ? [step(`limits: at most ${limits.join(", ")}`, "connectionPool")] : []),
    ...(connections.length > 0
      ? [step(`connections: ${connections.join("; ")}`, "connectionPool")]
      : []),
    ...(outlier === undefined
      ? []
      : [step(`outlier detection: ${outlierText(outlier)}`, "outlierDetection")]),
  ];
}

/** `spec` above a field of it. */
function specOf(field: Field | undefined): Field | undefined {
  let at = field;
  while (at !== undefined && at.step !== "spec") at = at.parent;
  return at;
}
