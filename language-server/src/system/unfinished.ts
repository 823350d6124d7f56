import type { Lane } from "./transition-system";

/** Whether a lane that stays for ever where it is hangs: a task that is not done, or what is idle elsewhere. */
export function isUnfinished({ kind, idle, steps }: Lane, location: number): boolean {
	return location < steps.length && (kind === "task" || (idle !== undefined && !idle.includes(location)));
}

/** Whether a lane can hang. */
export function canHang({ kind, idle }: Lane): boolean {
	return kind === "task" || idle !== undefined;
}
