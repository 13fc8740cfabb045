import type { Mesh } from "../../src/mesh/mesh.ts";
import { isPartOfObject } from "../../src/mesh/objects/parts.ts";
import { isCommentToken, isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { podPlaces } from "../../src/mesh/ask/pod-places.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { repeated } from "../../src/rule/port-refusals.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import {
  nameFaults,
  pullFaults,
  withoutImage,
  withoutVolume,
} from "../../src/rule/container-refusals.ts";

const containers = podPlaces("containers[]", "initContainers[]");

const volumes = podPlaces("volumes[]");

export const containerMalformed = defineRule({
  id: "container-malformed",
  topic: "admission",
  summary: "a container or volume whose name, image or mounts the API server rejects",
  severity: "error",
  severityWhere: { warning: "one word of a name may be a token that a script replaces" },
  reads: "resource",
  fields: containers,
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateContainerCommon, validateContainers, validateInitContainers: names, image, pull policy",
      "1.36",
    ),
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "ValidateVolumes, ValidateVolumeMounts: names and mount paths are unique, and volumes exist",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    const found = placesOf(resource, containers);
    const named = placesOf(resource, volumes);
    for (const entry of [...found, ...named]) yield* nameFaults(entry);
    yield* repeated(found, "name", nameOf);
    yield* repeated(named, "name", nameOf);
    for (const container of found) {
      yield* pullFaults(container);
      yield* repeated(container.get("volumeMounts")?.items() ?? [], "mountPath", mountPathOf);
    }
    yield* missing(resource, found, mesh);
  },
});

function nameOf(entry: Field): string | undefined {
  const name = entry.get("name")?.text;
  return name !== undefined && isNameToFill(name) ? undefined : name;
}

function mountPathOf(mount: Field): string | undefined {
  return mount.get("mountPath")?.text;
}

/** An image that is not set, and mounts of volumes that nothing adds later, as webhooks may to Pods. */
function* missing(resource: Resource, found: readonly Field[], mesh: Mesh): Iterable<Finding> {
  const absent = found.filter((it) => it.isMap && isWithoutImage(it, resource));
  const mounts = resource.kind === "Pod" ? [] : unknownMounts(resource, found);
  if (absent.length + mounts.length === 0 || mesh.isPatched(resource, "spec")) return;
  if (isPartOfObject(resource.type, resource.spec)) return;
  for (const container of absent) yield withoutImage(container);
  for (const mount of mounts) yield withoutVolume(mount);
}

/** Istio's webhook completes the container of its proxy in a Pod. */
function isWithoutImage(container: Field, { kind }: Resource): boolean {
  const image = container.get("image");
  const isCompleted = kind === "Pod" && container.get("name")?.text === "istio-proxy";
  const [written] = container.fieldsUnder((key) => key === "image");
  const isFilledIn = written !== undefined && isCommentToken(written);
  return (image === undefined || image.text === "") && !isCompleted && !isFilledIn;
}

function unknownMounts(resource: Resource, found: readonly Field[]): readonly Field[] {
  const claims = resource.spec?.get("volumeClaimTemplates")?.items() ?? [];
  const names = new Set([
    ...placesOf(resource, volumes).map((volume) => volume.get("name")?.text),
    ...claims.map((claim) => claim.at("metadata", "name")?.text),
  ]);
  if ([...names].some((name) => name !== undefined && isNameToFill(name))) return [];
  return found
    .flatMap((container) => container.get("volumeMounts")?.items() ?? [])
    .flatMap((mount) => mount.get("name") ?? [])
    .filter(
      ({ text }) => text !== undefined && text !== "" && !names.has(text) && !isNameToFill(text),
    );
}
