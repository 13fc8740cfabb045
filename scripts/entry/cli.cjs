#!/usr/bin/env node
// The command. In the syntax of old releases of Node, which are told that they are too old.
"use strict";
if (parseInt(process.versions.node) < OLDEST_MAJOR) {
  console.error(
    "error: istio-grpc-lint needs Node.js OLDEST_NODE or newer, and this is " +
      process.versions.node,
  );
  process.exitCode = 2;
} else {
  require("./load.cjs").load().main();
}
