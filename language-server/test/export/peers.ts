/** Runs Spin and Rumur on exported models. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { murphiOf } from "../../src/export/murphi";
import { promelaOf } from "../../src/export/promela";
import type { TransitionSystem } from "../../src/system/transition-system";
import { named } from "../named";

/** What a checker says about a system. */
export interface PeerResult {
	readonly states: number;
	/** Names of what is violated, sorted. */
	readonly violated: readonly string[];
	/** States in which no lane can move and a task is not done. */
	readonly deadlocks: number;
}

/**
 * Spin, with every reduction off. Its verifiers are many and small: what counts is how soon they are compiled, and with
 * tcc that is some twenty times as soon as with gcc.
 */
export async function runSpin(system: TransitionSystem, compiler: "tcc" | "gcc" = "tcc"): Promise<PeerResult> {
	return await inFolder(async (folder) => {
		await writeFile(join(folder, "model.pml"), textOf(promelaOf(named(system))));
		await execute(folder, "spin", "-a", "-o1", "-o2", "-o3", "model.pml");
		await execute(folder, compiler, "-w", "-fwrapv", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c");
		const violations = await execute(folder, "./pan", "-c0", "-n", "-E", "-m1000000", "-w18");
		const deadlocks = await execute(folder, "./pan", "-c0", "-n", "-A", "-m1000000", "-w18");
		return {
			states: numberIn(/^\s*(\d+) states, stored/m, violations),
			violated: distinct([...violations.matchAll(/assertion violated \(*(\w+)/g)].map(([, name]) => name)),
			deadlocks: numberIn(/errors: (\d+)/, deadlocks),
		};
	});
}

/** Rumur. */
export async function runRumur(system: TransitionSystem): Promise<PeerResult> {
	return await inFolder(async (folder) => {
		await writeFile(join(folder, "model.m"), textOf(murphiOf(named(system))));
		const options = ["--deadlock-detection", "off", "--max-errors", "1000000000", "--counterexample-trace", "off", "--threads", "1"];
		await execute(folder, "rumur", ...options, "--output-format", "machine-readable", "--output", "model.c", "model.m");
		await execute(folder, "gcc", "-O0", "-w", "-std=c11", "-mcx16", "-o", "model", "model.c", "-lpthread", "-latomic");
		const report = await execute(folder, "./model");
		const errors = [...report.matchAll(/<message>(.*?)<\/message>/g)].map(([, message]) => message);
		return {
			states: numberIn(/<summary states="(\d+)"/, report),
			violated: distinct(errors.filter((message) => message !== "deadlock")),
			deadlocks: errors.filter((message) => message === "deadlock").length,
		};
	});
}

function textOf(model: string | { readonly problem: string }): string {
	if (typeof model === "string") return model;
	throw new Error(model.problem);
}

function numberIn(pattern: RegExp, report: string): number {
	const match = pattern.exec(report);
	if (match === null || /max search depth too small|out of memory/.test(report)) throw new Error(`the verifier says:\n${report}`);
	return Number(match[1]);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "raceline-peer-"));
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** What a command writes to its standard output. */
function execute(cwd: string, command: string, ...args: string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile(command, args, { cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
			if (error?.code === "ENOENT")
				reject(new Error(`${command} is not installed; install it with: sudo apt-get install spin rumur gcc tcc`));
			// A verifier that finds something ends with another status.
			else if (error && !command.startsWith("./")) reject(new Error(`${command} ${args.join(" ")}:\n${stdout}${stderr}`));
			else resolve(stdout);
		});
	});
}

function distinct(names: readonly string[]): readonly string[] {
	return [...new Set(names)].sort();
}
