import type { Finding } from "../../explain/verdict/verdict";

/** The code of the diagnostic that tells of something that was found. */
export function findingCode({ kind, subject }: Finding): string {
	return kind === "hang" ? "hang" : subject;
}
