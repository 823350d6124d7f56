/**
 * Runs Spin on the models beside this file, which are written by hand from the kernel's source and share nothing with
 * Raceline's.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** True where Spin and a compiler for its verifiers are installed. */
export const hasSpin = ["spin", "tcc"].every((command) => spawnSync(command, ["--version"]).error === undefined);

/** What the verifier is told to look for. */
const OPTIONS = { assertions: ["-E"], ends: ["-A"], liveness: ["-a", "-f"] };

/**
 * What Spin says of a model, with some names defined, in which nothing must come to pass but that all processes come to
 * their ends: a race counts for more than a hang. Rejects when the verifier could not finish.
 */
export async function spinVerdict(model: string, defined: readonly string[]): Promise<"safe" | "race" | "hang"> {
	return inFolder(async (folder) => {
		await makeVerifier(folder, model, defined, ["-DSAFETY", "-DNOCLAIM"]);
		if (!(await verify(folder, OPTIONS.assertions))) return "race";
		return (await verify(folder, OPTIONS.ends)) ? "safe" : "hang";
	});
}

/**
 * Whether a model holds, with some names defined: no assertion fails; no state in which processes can do nothing more
 * before their ends is reached; or, where the model says what must come to pass, it does in every weakly fair run.
 * Rejects when the verifier could not finish.
 */
export async function holds(model: string, defined: readonly string[], what: keyof typeof OPTIONS): Promise<boolean> {
	return inFolder(async (folder) => {
		await makeVerifier(folder, model, defined, what === "liveness" ? [] : ["-DSAFETY", "-DNOCLAIM"]);
		return verify(folder, OPTIONS[what]);
	});
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "raceline-spin-"));
	try {
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

async function makeVerifier(folder: string, model: string, defined: readonly string[], flags: readonly string[]): Promise<void> {
	await execute("spin", ["-a", ...defined.map((name) => `-D${name}`), join(__dirname, model)], { cwd: folder });
	// The verifiers are many and small: with tcc they are compiled some twenty times as soon as with gcc.
	await execute("tcc", ["-w", ...flags, "-o", "pan", "pan.c"], { cwd: folder });
}

/** Whether the verifier finds nothing. */
async function verify(folder: string, options: readonly string[]): Promise<boolean> {
	const { stdout } = await execute("./pan", [...options, "-n", "-m100000"], { cwd: folder });
	const errors = /errors: (\d+)/.exec(stdout);
	const isCut = /max search depth too small|out of memory/.test(stdout);
	if (errors === null || isCut) throw new Error(`the verifier says:\n${stdout}`);
	return errors[1] === "0";
}
