using System.Reflection;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Academy.Silos.Tests;

/// <summary>
/// A release of Orleans that cannot carry a type says so at the first call that has it: here, rather than there.
/// </summary>
public sealed class CodecTests
{
    [Fact]
    public async Task Silo_and_client_can_carry_whatever_a_grain_method_takes_or_answers()
    {
        await using var silos = await SeveralSilos.StartAsync(1, withClient: true);
        var types = Contracts()
            .SelectMany(contract => contract.GetMethods())
            .SelectMany(CarriedBy)
            .Distinct()
            .ToArray();
        Assert.True(types.Length > 50, $"Only {types.Length} types were found in the contracts.");
        foreach (var services in new[] { silos.ServicesOf(0), silos.Cluster.Client.ServiceProvider })
        {
            var codecs = services.GetRequiredService<ICodecProvider>();
            var missing = types.Where(type => Missing(codecs, type)).Select(type => type.ToString()).ToArray();
            Assert.True(missing.Length == 0, $"Without a codec or a copier: {string.Join(", ", missing)}");
        }
    }

    [Fact]
    public async Task Two_silos_and_a_client_start_and_call_each_other()
    {
        await using var silos = await SeveralSilos.StartAsync(2, withClient: true);
        for (var silo = 0; silo < 2; silo++)
        {
            var learner = silos.NewLearner();
            // Activated in one, called from the other and from outside.
            var room = await silos.OnAsync(silo, grains => silos.OpenRoomAsync(learner, grains));
            foreach (var grains in new[] { silos.From(0), silos.From(1), silos.FromClient })
                Assert.True((await SeveralSilos.Room(grains, learner, room).Get(learner)).Accepted);
        }
    }

    private static IEnumerable<Type> Contracts() =>
        typeof(IStreamExtension)
            .Assembly.GetTypes()
            .Where(type => type.IsInterface && (typeof(IAddressable).IsAssignableFrom(type)));

    private static IEnumerable<Type> CarriedBy(MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
            yield return parameter.ParameterType;
        if (method.ReturnType.IsGenericType)
            yield return method.ReturnType.GetGenericArguments()[0];
    }

    private static bool Missing(ICodecProvider codecs, Type type)
    {
        // Nullable value types and interfaces of grains have theirs by their own rules.
        if (typeof(IAddressable).IsAssignableFrom(type) || type == typeof(CancellationToken))
            return false;
        return codecs.TryGetCodec(type) is null || codecs.TryGetDeepCopier(type) is null;
    }
}
