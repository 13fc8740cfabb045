import type { Cluster } from "../mesh/proxy/cluster.ts";
import { groupBy } from "../collections/group-by.ts";
import { namedAccounts } from "../simulate/call-classes.ts";
import { accountOf, arriveAt, principalOf } from "../simulate/inbound.ts";
import type { Decision } from "../simulate/outcome.ts";
import type { RequestClass } from "../simulate/request-samples.ts";
import type { Field } from "../yaml/field.ts";
import { aspect, type Aspect, type Detail, type Gap } from "./aspect.ts";
import type { ServedPod, Subject, SurveyState } from "./subject.ts";
import { counted, methodNamer } from "./words.ts";

/** Who calls: pods of a service account, or something without an identity of the mesh. */
interface Identity {
  readonly title: string;
  /** `undefined` for callers without a sidecar. */
  readonly principal: string | undefined;
}

/** The possible callers: accounts of workloads, accounts in policies, any other, and plaintext. */
export function identitiesIn({ cluster, catalogue }: SurveyState): readonly Identity[] {
  const accounts = cluster.pods
    .filter(({ hasSidecar }) => hasSidecar)
    .map((pod) => `${pod.namespace}/${accountOf(pod)}`);
  const all = new Set([...accounts, ...namedAccounts(cluster, catalogue)]);
  return [
    ...Array.from(all, (title) => ({ title, principal: principalFor(title, cluster) })),
    { title: otherWorkloads, principal: principalFor("other-namespace/other-account", cluster) },
    { title: plaintextCallers, principal: undefined },
  ];
}

const otherWorkloads = "other workloads of the mesh";
const plaintextCallers = "callers without mutual TLS";

function principalFor(title: string, cluster: Cluster): string {
  const [namespace = "", account = ""] = title.split("/");
  return principalOf(namespace, account, cluster);
}

interface MethodAccess {
  readonly method: string;
  readonly allowed: readonly string[];
  readonly unknown: readonly string[];
  /** Rules that let somebody in or keep somebody out. */
  readonly fields: readonly Field[];
}

/** Who may call which method, by the policies of the server's proxy. */
export function accessOf(subject: Subject, identities: readonly Identity[]): Aspect | undefined {
  const { pods, state, calls } = subject;
  const [served] = pods;
  if (served === undefined) return undefined;
  if (!served.pod.hasSidecar) return unguarded;
  const policies = state.cluster.authorizationOf(served.pod.workload);
  const requests = calls.map(({ request }) => request);
  const nameOf = methodNamer(requests.map(({ path }) => path));
  const found = requests.map((request) =>
    accessTo(request, served, { state, identities, subject, nameOf }),
  );
  const all = identities.map(({ title }) => title);
  const isOpen = found.every(({ allowed }) => allowed.length === all.length);
  const everyoneButPlaintext = all.filter((it) => it !== plaintextCallers);
  const isMesh = found.every(
    ({ allowed, unknown }) =>
      unknown.length === 0 &&
      allowed.length === everyoneButPlaintext.length &&
      !allowed.includes(plaintextCallers),
  );
  if (policies.length === 0 || isOpen || isMesh) {
    return unlimited(isMesh, policies[0]?.resource.metadata?.get("name"));
  }
  const details = detailsOf(found, all);
  const isClosed = found.every((it) => isShut([it]));
  return aspect({
    key: "access",
    value: details.length === 1 ? (details[0]?.text ?? "") : "by method",
    field: details[0]?.field ?? policies[0]?.resource.metadata?.get("name"),
    details: details.length === 1 ? [] : details,
    native,
    ...(isClosed ? { grade: "fault" as const, gaps: [shut] } : {}),
  });
}

const native = "anyone, unless a NetworkPolicy says otherwise";

const unguarded = aspect({
  key: "access",
  value: "anyone: the pods have no sidecar",
  native,
  gaps: [
    {
      weight: "high",
      text: "no proxy protects the server",
      help: "inject a sidecar into its pods",
    },
  ],
});

/** No policy restricts callers, except perhaps mutual TLS. */
function unlimited(isMesh: boolean, field: Field | undefined): Aspect {
  return aspect({
    key: "access",
    value: isMesh
      ? "every workload of the mesh, every method"
      : "anyone, every method, also without mutual TLS",
    field,
    native,
    gaps: [
      {
        weight: "medium",
        text: isMesh
          ? "every workload of the mesh may call every method"
          : "anyone who can reach the pods may call every method",
        help: "add an AuthorizationPolicy that names the callers",
      },
    ],
  });
}

const shut: Gap = {
  weight: "high",
  text: "the policies allow no caller for any method",
  help: "add an ALLOW rule for the callers",
};

interface Asking {
  readonly state: SurveyState;
  readonly identities: readonly Identity[];
  readonly subject: Subject;
  readonly nameOf: (path: string) => string;
}

function accessTo(
  { path, headers }: RequestClass,
  { pod, target }: ServedPod,
  { state, identities, subject, nameOf }: Asking,
): MethodAccess {
  const request = { authority: subject.host.host, path, headers, scheme: "http" as const };
  const decided = identities.map(({ title, principal }) => {
    const sent = principal === undefined ? ("plaintext" as const) : ("mtls" as const);
    const outcome = arriveAt(
      pod,
      {
        stream: { kind: "http", version: "h2", request },
        port: target,
        sent,
        principal,
        sni: undefined,
        asTcp: false,
      },
      state.cluster,
    );
    const decision: Decision = (outcome.fails ?? []).some(
      (it) => it === "denied" || it === "mtls_required",
    )
      ? "deny"
      : (outcome.authz ?? "allow");
    return { title, decision, steps: outcome.steps ?? [] };
  });
  const shown = Array.from(headers, ([name, value]) => ` ${name}=${value}`).join("");
  return {
    method: `${nameOf(path)}${shown}`,
    allowed: decided.filter(({ decision }) => decision === "allow").map(({ title }) => title),
    unknown: decided.filter(({ decision }) => decision === "unknown").map(({ title }) => title),
    fields: decided.flatMap(({ steps }) =>
      steps.flatMap(({ text, field }) =>
        field && /^authorization: \w+$/.test(text) ? [field] : [],
      ),
    ),
  };
}

function detailsOf(found: readonly MethodAccess[], all: readonly string[]): readonly Detail[] {
  const groups = groupBy(found, ({ allowed, unknown }) => JSON.stringify([allowed, unknown]));
  // Methods that no caller may use come last.
  const ordered = [...groups.values()].toSorted(
    (left, right) => Number(isShut(left)) - Number(isShut(right)),
  );
  return ordered.map((rows) => {
    const [first] = rows;
    const methods = rows.map(({ method }) => method);
    const isAll = rows.length === found.length;
    const who = `${isAll ? "every method" : counted(methods, 3)}: ${peopleText(first?.allowed ?? [], all)}`;
    const open =
      (first?.unknown.length ?? 0) > 0 ? `; undecided for ${counted(first?.unknown ?? [], 2)}` : "";
    return { text: `${who}${open}`, field: rows.flatMap(({ fields }) => fields)[0] };
  });
}

function isShut([first]: readonly MethodAccess[]): boolean {
  return first !== undefined && first.allowed.length + first.unknown.length === 0;
}

function peopleText(allowed: readonly string[], all: readonly string[]): string {
  if (allowed.length === 0) return "no caller";
  if (allowed.length === all.length) return "anyone";
  const missing = all.filter((it) => !allowed.includes(it));
  if (missing.length === 1 && missing[0] === plaintextCallers) return "every workload of the mesh";
  return allowed.length > 6 && missing.length <= 3
    ? `everyone but ${counted(missing, 3)}`
    : counted(allowed, 6);
}
