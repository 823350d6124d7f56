/** Words that mean something in Promela, Murphi, or the C that their tools make of a model. */
const RESERVED = new Set(
	`active alias array bit_and bit_or bit_xor int32 shift_left shift_right wide wrap assert assume atomic auto begin bit bool boolean break byte c_code c_decl c_expr c_state c_track case cedf chan char
	clear const continue cover d_proctype d_step default do double else elsif empty end endalias endexists endfor endforall endfunction endif
	endprocedure endrecord endrule endruleset endstartstate endswitch endwhile enabled enum error eval exists extern false fi float for forall full
	function get_priority goto hidden if init inline int invariant isundefined len ltl mtype multiset multisetadd multisetcount nempty never nfull
	notrace now np_ od of pc_value print printf printm priority procedure process proctype program property provided put put_priority real record register
	restrict return rule ruleset run scalarset select set_priority short show signed sizeof skip startstate static struct switch then timeout to trace true type typedef uchar undefine
	union unless unsigned ushort var void volatile while xr xs pid always by equivalent eventually from implies in liveness next release stronguntil until weakuntil
	alloca be16toh be32toh be64toh bfs_do_store cas enter_critical errno get16bits getframe htobe16 htobe32 htobe64 htole16 htole32 htole64 iam_alive isalnum isalpha isascii
	isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit le16toh le32toh le64toh leave_critical linux max maxseq0 maxseq1 maxseq2 minseq0 minseq1
	minseq2 mix onstack_put onstack_zap pptr pthread_equal q_sz qptr sa_handler sa_sigaction si_addr si_addr_lsb si_arch si_band si_call_addr si_fd si_int si_lower si_overrun
	si_pid si_pkey si_ptr si_status si_stime si_syscall si_timerid si_uid si_upper si_utime si_value sigev_notify_attributes sigev_notify_function sigmask st_atime st_ctime
	st_mtime static_assert stderr stdin stdout toascii tr_2_src uint ulong unix va_arg va_copy va_end va_start wasnew i386 asm typeof near far`.split(
		/\s+/,
	),
);

/**
 * What begins like these belongs to others: numbers; the constants and types of the verifier that Spin writes, of the C
 * library, and `P` before the name of a process; labels that mean something in Promela.
 */
const FOREIGN = /^(?:\d|[A-Z]|(?:end|accept|progress)_)/;

/** Gives out names that are distinct and stand for nothing else in the language of the model. */
export class Names {
	private readonly taken = new Set<string>();

	/** An identifier that resembles a text: `data.i_size` becomes `data_i_size`. */
	of(text: string): string {
		const plain = text.replace(/\W+/g, "_").replace(/^_+|_+$/g, "");
		const base = plain === "" || FOREIGN.test(plain) || RESERVED.has(plain.toLowerCase()) ? `the_${plain}` : plain;
		let name = base;
		// Murphi's names do not differ in case alone.
		for (let number = 2; this.taken.has(name.toLowerCase()); number++) name = `${base}_${number}`;
		this.taken.add(name.toLowerCase());
		return name;
	}
}
