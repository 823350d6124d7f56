/** The end of what stands in brackets, also where it is missing. */
import type { TokenCursor } from "./token-cursor";

/** The closing bracket; where it is missing, goes on to it if it is on the same line. */
export function close(cursor: TokenCursor, bracket: ")" | "]", where: string): void {
	if (cursor.expect(bracket, where)) return;
	if (cursor.startsLine()) return;
	cursor.skipTo(bracket);
	if (cursor.at(bracket)) cursor.advance();
}
