import compact from "../../../schemas/protos/istio-mesh.json" with { type: "json" };
import { protoTypesOf, type ProtoTypes } from "./proto-types.ts";

/** Istio's MeshConfig, with ProxyConfig and all else that is in it. */
export const meshTypes: ProtoTypes = protoTypesOf(compact);
