import { conforms } from '#test/kit/conformance/suite'

await conforms('player_games')
