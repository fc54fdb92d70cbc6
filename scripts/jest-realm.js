// Jest runs tests in their own vm realm, so errors made by Node's core or by a native addon are not
// `instanceof Error` there. Outside Jest they are; make the tests see what production sees.
import { types } from 'node:util';

const native = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(e) {
    return this === Error ? types.isNativeError(e) || native.call(this, e) : native.call(this, e);
  },
});
