// @ts-check
/**
 * Takes the pictures of the documentation and the walkthrough from the real editor: those that its tests leave in
 * `artifacts/pictures`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";

const taken = join(root, "artifacts", "pictures");
const shown = join(root, "docs", "images");

bootstrap();
rmSync(taken, { recursive: true, force: true });
run("scripts/build.mjs");
run("scripts/package.mjs", "--install");
run(
	"node_modules/vitest/vitest.mjs",
	"run",
	"--root",
	root,
	"--config",
	"extension/test/vitest.config.mts",
	...["walkthrough", "testing", "matrix"].map((name) => `extension/test/e2e/${name}.test.ts`),
);
cpSync(taken, shown, { recursive: true });

/** @param {string[]} command */
function run(...command) {
	const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit", env: { ...process.env, PICTURES: "1" } });
	if (status !== 0) process.exit(1);
}
