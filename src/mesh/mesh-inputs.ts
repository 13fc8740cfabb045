import type { KustomizeFacts } from "../manifest/kustomize/facts.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Protos } from "../rpc/rpc.ts";
import type { Violation } from "../schema/violation.ts";
import type { YamlDocument, YamlProblem } from "../yaml/node.ts";
import type { MeshConfig } from "./objects/mesh-config.ts";
import type { Signs } from "./resolve/signs-of-istio.ts";

/** What a mesh is built of. */
export interface MeshInputs {
  /** All documents, kustomizations among them. */
  readonly documents: readonly YamlDocument[];
  readonly kustomize: KustomizeFacts;
  readonly resources: readonly Resource[];
  /** Asked only when a rule reads them, as violations are. */
  readonly problems: () => readonly YamlProblem[];
  readonly violations: () => readonly Violation[];
  /** API groups of all documents, those of kinds that nobody knows, too. */
  readonly groups?: ReadonlySet<string>;
  /** What `.proto` files and descriptor sets define, if there are any; read when first asked for. */
  readonly protos?: (() => Protos) | undefined;
  /** Where it is known from more than these inputs. */
  readonly config?: () => MeshConfig;
  readonly signs?: () => Signs;
}
