// The passwords that an admin may choose. Length counts most (NIST 800-63B). Refused besides are the passwords
// that attackers try first: common ones, runs of keys or of the alphabet, a repeated piece, and the admin's
// name.
const MIN = 12
const MAX = 256
const MIN_DISTINCT = 5

/** Words that are no password by themselves, also with digits and signs before or after them. */
const STEMS = new Set(
  `admin administrator asdf asdfgh asdfghjkl baseball batman changeme changemenow charlie computer default
  dragon football freedom galaxy guest hello iloveyou internet jesus letmein login master michael monkey
  mustang mypassword nopassword pass passphrase passwd password princess qazwsx qwer qwert qwerty qwertyuiop
  root secret server shadow starwars sunshine superman superuser supervisor system temp temporary test
  testing trustno user welcome whatever zxcvbn zxcvbnm`.split(/\s+/),
)

/** Common ones of twelve characters and more, without what is no letter and no digit. */
const COMMON = new Set(
  `1a2b3c4d5e6f 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qazxsw23edc 123abc456def 123qweasdzxc
  1234qwerasdfzxcv a1b2c3d4e5f6 abc123def456 abcd1234efgh adminpassword alexander123 asdf1234qwer
  christopher1 correcthorsebatterystaple iamtheadmin123 ihatepasswords ilovemyfamily iloveyouforever
  iloveyousomuch jesuschrist1 letmeinplease liverpoolfc1 manchesterunited mypasswordis123 myspace123456
  newpassword123 onetwothreefour opensesame123 password1password passwordadmin q1w2e3r4t5y6 q1w2e3r4t5y6u7
  qazwsxedcrfv qazxswedcvfr qweasdzxc123 qwer1234asdf qwerasdfzxcv qwerty123qwerty rootpassword spongebob123
  supersecret123 thisisapassword thisismypassword trustno1trustno1 unbelievable verysecretpassword
  welcometogalaxy youshallnotpass zaq12wsxcde3 zxcvasdfqwer`.split(/\s+/),
)

const RUNS = [
  '0123456789'.repeat(3),
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
]
const BOTH_WAYS = RUNS.flatMap((run) => [run, Array.from(run).toReversed().join('')])

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Why an admin of this name may not have this password, as a sentence that goes on from its name, or null. */
export function passwordFlaw(password: string, username: string): string | null {
  const folded = password.normalize('NFKC').toLowerCase()
  const length = Array.from(password.normalize('NFKC')).length
  if (length < MIN) return `must be at least ${MIN} characters`
  if (password.length > MAX) return `must be at most ${MAX} characters`
  if (username.length > 2 && folded.includes(username)) return 'must not contain the username'
  const plain = folded.replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (new Set(folded).size < MIN_DISTINCT || isRepeated(folded)) return 'must not be a piece repeated'
  if (plain !== '' && BOTH_WAYS.some((run) => run.includes(plain)))
    return 'must not be a run of keys or letters'
  if (COMMON.has(plain) || isStem(folded)) return 'is one of the passwords that are tried first'
  return null
}

const isRepeated = (text: string): boolean => `${text}${text}`.indexOf(text, 1) < text.length

const core = (text: string): string => text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

/** Whether nothing but a common word is left once digits and signs at either end are taken away. */
function isStem(folded: string): boolean {
  const spelt = core(folded).replaceAll(/[013457@$!]/g, (sign) => LOOKALIKES[sign] ?? sign)
  return STEMS.has(core(spelt)) || STEMS.has(core(folded))
}
