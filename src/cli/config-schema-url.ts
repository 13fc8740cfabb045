/** Where editors find the JSON Schema of configuration files. */
export const configSchemaUrl =
  "https://raw.githubusercontent.com/istio-grpc-lint/istio-grpc-lint/main/schemas/config.schema.json";
