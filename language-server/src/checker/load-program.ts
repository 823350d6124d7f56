import type { TransitionSystem } from "../compiler/transition-system";
import { generate } from "./generate";
import { interpret } from "./interpreted-program";
import type { Layout } from "./layout";
import type { Program } from "./program";
import type { PropertyGroups } from "./property-groups";

/** How a system is run. Both ways say the same. */
export type Execution = "compiled" | "interpreted";

/**
 * Makes a system ready to run: compiled to JavaScript, or interpreted where the host forbids code that is made at run time
 * (a content security policy without `unsafe-eval`).
 */
export function loadProgram(system: TransitionSystem, layout: Layout, groups: PropertyGroups, execution = hostExecution()): Program {
	return execution === "compiled" ? generate(system, layout, groups) : interpret(system, layout, groups);
}

let detected: Execution | undefined;

function hostExecution(): Execution {
	detected ??= allowsGeneratedCode() ? "compiled" : "interpreted";
	return detected;
}

function allowsGeneratedCode(): boolean {
	try {
		new Function("");
		return true;
	} catch {
		return false;
	}
}
