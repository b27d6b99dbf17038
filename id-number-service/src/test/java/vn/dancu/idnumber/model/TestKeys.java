package vn.dancu.idnumber.model;

/** Keys for tests alone. */
public final class TestKeys {
    public static final String FIRST_HEX =
            "1f2e3d4c5b6a79880716253443526170a1b2c3d4e5f60718293a4b5c6d7e8f90";
    public static final String SECOND_HEX =
            "9f8e7d6c5b4a39281706f5e4d3c2b1a00112233445566778899aabbccddeeff0";

    public static final NumberKey FIRST = NumberKey.ofHex(FIRST_HEX);
    public static final NumberKey SECOND = NumberKey.ofHex(SECOND_HEX);

    private TestKeys() {}
}
