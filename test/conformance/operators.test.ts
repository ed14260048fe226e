import { conforms } from '#test/kit/conformance/suite'

await conforms('operators')
