namespace Academy.Runtime.Serialization;

/// <summary>The shape of a value in bytes: whoever does not know a member can skip it.</summary>
public enum WireKind
{
    /// <summary>A whole number, seven bits a byte, lowest first; signed ones in zigzag.</summary>
    Varint = 0,

    /// <summary>Four bytes, lowest first.</summary>
    Fixed32 = 1,

    /// <summary>Eight bytes, lowest first.</summary>
    Fixed64 = 2,

    /// <summary>Sixteen bytes.</summary>
    Fixed128 = 3,

    /// <summary>Bytes or text: a varint header, then as many bytes as it says. Header 0: null.</summary>
    Bytes = 4,

    /// <summary>Members, each behind its tag, up to a zero byte. A single byte 1: null.</summary>
    Object = 5,

    /// <summary>A count plus one (0: null), the kind of the elements, the elements.</summary>
    List = 6,

    /// <summary>A count plus one (0: null), the kinds of keys and values, the pairs.</summary>
    Map = 7,
}
