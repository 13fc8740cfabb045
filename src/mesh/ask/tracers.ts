import { matchLabelsOf } from "../objects/match-labels.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import { selects } from "../objects/select.ts";
import type { Workload } from "../objects/workload.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { nearest } from "../world/nearest.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/**
 * The extension provider that the sidecars of a pod trace with, as Telemetries and the mesh configuration say; `undefined` where
 * they say nothing, turn tracing off, or leave it open. Source: istio `pilot/pkg/model/telemetry.go` Tracing (1.31).
 */
export function tracerOf(workload: Workload, mesh: Mesh): Field | undefined {
  const entries = tracingOf(workload, mesh);
  const { written } = mesh.config();
  if (written === undefined || entries === undefined || entries.some(isUnsettled)) return undefined;
  const said = entries.flatMap((it) => it.get("providers")?.item(0)?.get("name") ?? []).at(-1);
  const name = (said ?? written.at("defaultProviders", "tracing")?.item(0))?.text?.toLowerCase();
  return written
    .get("extensionProviders")
    ?.items()
    .find((it) => name !== undefined && it.get("name")?.text?.toLowerCase() === name);
}

/** What is said of tracing for a pod, from the mesh to the pod; `undefined` where two Telemetries compete. */
function tracingOf({ resource, labels }: Workload, mesh: Mesh): readonly Field[] | undefined {
  const { rootNamespace } = mesh.config();
  const wide = telemetries(mesh).filter((it) => matchLabelsOf(it).size === 0);
  const beside = telemetries(mesh).filter(
    (it) => it.namespace !== rootNamespace && namespacesAgree(it.namespace, resource.namespace),
  );
  const levels = [
    wide.filter(({ namespace }) => namespace === rootNamespace),
    beside.filter((it) => wide.includes(it)),
    beside.filter((it) => selects(matchLabelsOf(it), labels) && !wide.includes(it)),
  ];
  // Of variants in several folders the nearest is meant.
  const near = levels.map((level) => nearest(resource, level, (it) => it));
  if (near.some(({ length }) => length > 1)) return undefined;
  return near.flat().flatMap(({ spec }) => spec?.get("tracing")?.items() ?? []);
}

/** Those for sidecars: with a target they are for gateways and waypoints. */
const telemetries = oncePerMesh((mesh) =>
  mesh.all
    .resource([{ "telemetry.istio.io/Telemetry": ["spec"] }])
    .filter(({ spec }) => !spec?.get("targetRef") && !spec?.get("targetRefs")),
);

/** Nothing is traced or passed on, or not the same for calls in and out. */
function isUnsettled(entry: Field): boolean {
  const mode = entry.at("match", "mode")?.text ?? "CLIENT_AND_SERVER";
  return (
    mode !== "CLIENT_AND_SERVER" ||
    ["disableSpanReporting", "disableContextPropagation"].some(
      (key) => (entry.get(key)?.boolean()?.value ?? false) || entry.get(key)?.text === "true",
    )
  );
}
