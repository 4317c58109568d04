using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Academy.Streams.Journaling;

/// <summary>A hash of a state's shape (names and types, recursively): a snapshot of another shape is ignored.</summary>
internal static class StateHash
{
    public static string Of(JsonTypeInfo type)
    {
        var shape = new StringBuilder();
        Describe(type, shape, []);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape.ToString())).AsSpan(0, 8));
    }

    private static void Describe(JsonTypeInfo type, StringBuilder shape, HashSet<Type> seen)
    {
        shape.Append(type.Type.FullName).Append('(');
        if (seen.Add(type.Type))
        {
            foreach (var element in new[] { type.KeyType, type.ElementType })
            {
                if (element is not null)
                    Describe(type.Options.GetTypeInfo(element), shape, seen);
            }
            foreach (var property in type.Properties)
            {
                shape.Append(property.Name).Append(':');
                Describe(type.Options.GetTypeInfo(property.PropertyType), shape, seen);
            }
        }
        shape.Append(')');
    }
}
