/** Whether an object lives, as a number: what `HeapObject.life` holds. */
import { sentence } from "../base/l10n";
import { type EnumMemberSymbol, type EnumSymbol, LANGUAGE } from "../semantics/symbols";

export const UNUSED = 0;
export const ALIVE = 1;
export const FREED = 2;
/** Freed, and its address may be that of another one. Nothing that lives is from `FREED` on. */
export const RECYCLED = 3;

/** The type of such a number. */
export const life = enumOfLives(sentence`unused`, sentence`alive`, sentence`freed`, sentence`freed, to be used again`);
/** The same of an object on a stack: one to which the code comes but once needs no step in which its life begins. */
export const lifeOnStack = enumOfLives(sentence`in scope`, sentence`in scope since it began`, sentence`out of scope`);

function enumOfLives(...names: readonly (readonly string[])[]): EnumSymbol {
	const made: EnumSymbol = { kind: "enum", name: "life", span: LANGUAGE, members: [] };
	for (const [value, [name]] of names.entries()) {
		const node = { name: { text: name, ...LANGUAGE }, ...LANGUAGE };
		const member: EnumMemberSymbol = { kind: "enumMember", name, span: LANGUAGE, enum: made, value, node };
		made.members.push(member);
	}
	return made;
}
