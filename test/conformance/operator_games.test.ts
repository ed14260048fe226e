import { conforms } from '#test/kit/conformance/suite'

await conforms('operator_games')
