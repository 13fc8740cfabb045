import { offerFix } from "../../src/rule/offer-fix.ts";
import { addEntry, replaceValue } from "../../src/rule/edits.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const prestopExceedsGrace = defineRule({
  id: "prestop-exceeds-grace",
  topic: "lifecycle",
  summary: "a `preStop` hook sleeps for the whole grace period, or longer",
  severity: "error",
  severityWhere: { warning: "the API server accepts it" },
  reads: "container",
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateSleepAction: at most terminationGracePeriodSeconds",
    ),
    kubernetes(
      "pkg/kubelet/kuberuntime/kuberuntime_container.go",
      "executePreStopHook: the hook's time counts, 2 s remain at least",
    ),
  ],
  fixable: "unsafe",
  *check(container) {
    const written = container.workload.podSpec?.get("terminationGracePeriodSeconds");
    const grace = written?.number()?.value ?? defaultGrace;
    const { podSpec } = container.workload;
    const sleep = sleepOf(container.field.at("lifecycle", "preStop"));
    if (sleep && grace > 0 && sleep.seconds >= grace)
      yield { ...sleepsTooLong(sleep, grace, written), ...allowMore(sleep, podSpec) };
  },
});

const defaultGrace = 30;

/** As much time after the hook as pods have by default. */
function allowMore({ seconds }: Sleep, podSpec: Field | undefined): { readonly fix?: Fix } {
  const key = "terminationGracePeriodSeconds";
  const period = String(seconds + defaultGrace);
  const written = podSpec?.get(key);
  const edit = written
    ? replaceValue(written, period)
    : podSpec && addEntry(podSpec, `${key}: ${period}`);
  const title = `set \`${key}: ${period}\` (pods may take longer to terminate)`;
  return offerFix(edit, { title, safe: false });
}

interface Sleep {
  readonly seconds: number;
  readonly span: Span;
  /** A `sleep` action, which the API server compares; else a command. */
  readonly action: boolean;
}

function sleepOf(preStop: Field | undefined): Sleep | undefined {
  const action = preStop?.at("sleep", "seconds")?.number();
  if (action) return { seconds: action.value, span: action.span, action: true };
  const [program, ...rest] = preStop?.at("exec", "command")?.items() ?? [];
  const name = program?.text?.split("/").at(-1);
  const last = rest.at(-1);
  if (last === undefined || name === undefined) return undefined;
  const text = String(last.scalar()?.value ?? "");
  const seconds = name === "sleep" && rest.length === 1 ? text : shellSleep(name, text);
  return seconds !== undefined && /^\d+s?$/.test(seconds)
    ? { seconds: Number.parseInt(seconds, 10), span: last.span, action: false }
    : undefined;
}

/** The seconds of a shell's first command, if that is `sleep`. */
function shellSleep(shell: string, script: string): string | undefined {
  if (!/^(?:ba|da|a)?sh$/.test(shell)) return undefined;
  return /^\s*(?:exec +)?(?:\/(?:usr\/)?bin\/)?sleep +(\d+s?)\s*(?:$|;|&&)/.exec(script)?.[1];
}

function sleepsTooLong(
  { seconds, span, action }: Sleep,
  grace: number,
  written: Field | undefined,
): Finding {
  const refused = action && seconds > grace;
  const period = written === undefined ? `${grace} s by default` : `${grace} s`;
  return {
    headline: `\`preStop\` sleeps ${seconds} s, but the grace period is ${period}`,
    primary: { span, text: "uses up the grace period" },
    related: written ? [{ span: written.span, text: "time from deletion to SIGKILL" }] : [],
    note: refused
      ? "the API server refuses it, so no new pods start to serve gRPC calls"
      : "the server is killed instead of drained: open streams break with UNAVAILABLE (14)",
    help: `set \`terminationGracePeriodSeconds\` to more than ${seconds}, plus the time that open streams need`,
    severity: refused ? "error" : "warning",
  };
}
