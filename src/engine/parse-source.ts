import { isListKind } from "../manifest/classify.ts";
import { isKustomizeKind } from "../manifest/kustomize/kustomization.ts";
import { holdsAlerts } from "../mesh/objects/alerts.ts";
import { makesObjects } from "../mesh/objects/made-objects.ts";
import { hasPods } from "../mesh/objects/workload.ts";
import { installsIstio } from "../mesh/objects/mesh-config.ts";
import { keptFor } from "../collections/lazy.ts";
import { groupOf, isKnownKind } from "../schema/kinds.ts";
import { strangeKind } from "../schema/strange-kind.ts";
import { parseYaml, type ParsedYaml } from "../yaml/parse.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { Parts } from "./parts.ts";

export type KindTest = (apiVersion: string, kind: string) => boolean;

/** Parses a source by itself, and only once however often it is asked for. */
export function sourceParser(parts: Parts): (source: SourceFile) => ParsedYaml {
  const isCounted = countedKinds(kindsOf(parts));
  const isRead: KindTest = (apiVersion, kind) =>
    isCounted(apiVersion, kind) ||
    installsIstio(apiVersion, kind) ||
    holdsAlerts(apiVersion, kind) ||
    makesObjects(apiVersion, kind) ||
    isDnsEndpoint(apiVersion, kind) ||
    isReadWhole(apiVersion, kind) ||
    strangeKind(apiVersion, kind) !== undefined;
  return keptFor((source: SourceFile) => parseYaml(source, isRead, parts.fullParser));
}

/** Kinds that the mesh reads like any other, though their structure is not known: those with pods, and classes of Ingresses. */
export function isReadWhole(apiVersion: string, kind: string): boolean {
  return hasPods(apiVersion, kind) || (kind === "IngressClass" && groupOf(apiVersion) === ingress);
}

const ingress = "networking.k8s.io";

/** A kind of ExternalDNS, whose TXT records may hold service configs of gRPC. */
function isDnsEndpoint(apiVersion: string, kind: string): boolean {
  return kind === "DNSEndpoint" && apiVersion.startsWith("externaldns.k8s.io/");
}

/** Kinds that are ours, kustomize's, or a list. */
export function countedKinds(isKnown: KindTest): KindTest {
  return (apiVersion, kind) =>
    isKnown(apiVersion, kind) || isKustomizeKind(apiVersion) || isListKind(kind);
}

/** Kinds whose structure is known. */
export function kindsOf({ ownKinds }: Parts): KindTest {
  if (ownKinds === undefined) return isKnownKind;
  return (apiVersion, kind) =>
    isKnownKind(apiVersion, kind) || ownKinds(groupOf(apiVersion), kind) !== undefined;
}
