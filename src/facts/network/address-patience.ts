/**
 * Before the next address of the same name is tried. Node's own, 250 ms, gives up on a slow but working address and then
 * reports the failure of the other one.
 */
export const addressPatienceMs = 1500;
