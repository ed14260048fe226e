// The configuration of a process whose database nobody needs: where a test reaches for it, it is refused.

import { configure, parseConfig } from '#shared/config'
import { setLogLevel } from '#shared/log'
import { testEnvironment } from '#test/kit/environment'

configure(parseConfig(testEnvironment('postgres://nobody@127.0.0.1:1/none')))
setLogLevel('error')
