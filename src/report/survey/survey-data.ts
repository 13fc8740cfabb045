import type { AspectKey, Grade, Section, Weight } from "../../survey/aspect.ts";
import type { DiagnosticData } from "../report-data.ts";

// What `report -f json` prints and the library returns; `schemas/mesh-report.schema.json` says the same to other languages.

/** What the gRPC services of the input get from the mesh. */
export interface MeshReportData {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "istio-grpc-lint"; readonly version: string };
  readonly forms: readonly FormReportData[];
}

export interface FormReportData {
  /** The environment or overlay; null where the input has one form only. */
  readonly form: string | null;
  /** `Kind namespace/name` of objects that are not applied. */
  readonly leftOut: readonly string[];
  readonly services: readonly ServiceReportData[];
}

/** One port that serves gRPC. */
export interface ServiceReportData {
  /** `shop/orders`; the host of a ServiceEntry. */
  readonly service: string;
  readonly host: string;
  readonly port: number;
  /** The host of a ServiceEntry. */
  readonly external: boolean;
  /** `Deployment shop/orders`. */
  readonly workloads: readonly string[];
  /** Why it is taken for gRPC. */
  readonly evidence: readonly {
    readonly kind: string;
    readonly text: string;
    readonly location: LocationData;
  }[];
  readonly aspects: readonly AspectData[];
  readonly gaps: readonly {
    readonly weight: Weight;
    readonly aspect: AspectKey;
    readonly text: string;
    readonly help: string;
  }[];
  readonly findings: readonly DiagnosticData[];
}

export interface AspectData {
  readonly key: AspectKey;
  readonly section: Section;
  readonly title: string;
  /** `set`: manifests decide; `default`: Istio does; `gap`: something is missing; `fault`: calls fail, or settings have no effect. */
  readonly grade: Grade;
  readonly value: string;
  readonly location: LocationData | null;
  readonly details: readonly { readonly text: string; readonly location: LocationData | null }[];
  /** What a Kubernetes Service without a mesh gives. */
  readonly plainKubernetes: string;
}

/** 1-based; columns count UTF-16 code units. */
export interface LocationData {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}
