/** Words that mean something in Promela, Murphi, or the C that their tools make of a model. */
const RESERVED = new Set(
	`active alias array bit_and bit_or bit_xor int32 shift_left shift_right wide wrap assert assume atomic auto begin bit bool boolean break byte c_code c_decl c_expr c_state c_track case cedf chan char
	clear const continue cover d_proctype d_step default do double else elsif empty end endalias endexists endfor endforall endfunction endif
	endprocedure endrecord endrule endruleset endstartstate endswitch endwhile enabled enum error eval exists extern false fi float for forall full
	function get_priority goto hidden if init inline int invariant isundefined len ltl mtype multiset multisetadd multisetcount nempty never nfull
	notrace now np_ od of pc_value print printf printm priority procedure process proctype program property provided put put_priority real record register
	restrict return rule ruleset run scalarset select set_priority short show signed sizeof skip startstate static struct switch then timeout to trace true type typedef uchar undefine
	union unless unsigned ushort var void volatile while xr xs`.split(/\s+/),
);

/** Gives out names that are distinct and stand for nothing else in the language of the model. */
export class Names {
	private readonly taken = new Set<string>();

	/** An identifier that resembles a text: `data.i_size` becomes `data_i_size`. */
	of(text: string): string {
		const plain = text.replace(/\W+/g, "_").replace(/^_+|_+$/g, "");
		const base = plain === "" || /^\d/.test(plain) || RESERVED.has(plain.toLowerCase()) ? `the_${plain}` : plain;
		let name = base;
		// Murphi's names do not differ in case alone.
		for (let number = 2; this.taken.has(name.toLowerCase()); number++) name = `${base}_${number}`;
		this.taken.add(name.toLowerCase());
		return name;
	}
}
