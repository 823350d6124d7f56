// @ts-check
/**
 * Spin, Rumur and the C compilers that their verifiers need: the tests compare what they find with what Raceline finds,
 * and the benchmark how fast.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const needed = [
	["spin", "-V"],
	["rumur", "--version"],
	["gcc", "--version"],
	["tcc", "-v"],
];

/** Those that are not installed. */
function missing() {
	return needed.filter(([name, flag]) => spawnSync(name, [flag], { timeout: 30_000 }).status !== 0).map(([name]) => name);
}

/**
 * Installs by the system's package manager what is not there.
 * @throws an error that names the command to run
 */
export function ensurePeers() {
	if (missing().length === 0) return;
	const rights = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
	const [command, ...args] = [
		...rights,
		"sh",
		"-c",
		"apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y spin rumur gcc tcc libc6-dev",
	];
	console.log(`No ${missing().join(", ")} found, trying: ${[command, ...args].join(" ")}`);
	spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
	const left = missing();
	if (left.length > 0) {
		throw new Error(
			`The comparison with other checkers needs ${left.join(", ")}. Install with: sudo apt-get install spin rumur gcc tcc libc6-dev`,
		);
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensurePeers();
