// The library; `import` finds its names in lines such as these.
"use strict";
const { fix, lint } = require("./bundle.cjs");
exports.fix = fix;
exports.lint = lint;
