package dev.kintsugi.methods.catalogue;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.balance.OgmGe;
import dev.kintsugi.methods.balance.Opm;
import dev.kintsugi.methods.balance.Pmr;
import dev.kintsugi.methods.cocoop.CoCoOp;
import dev.kintsugi.methods.coop.LocalCoOp;
import dev.kintsugi.methods.dcp.Dcp;
import dev.kintsugi.methods.dimml.DiMml;
import dev.kintsugi.methods.fedclip.FedClip;
import dev.kintsugi.methods.fedcmi.FedCmi;
import dev.kintsugi.methods.fedcmi.FedCmiPrompt;
import dev.kintsugi.methods.fedmac.FedMac;
import dev.kintsugi.methods.fedmgp.FedMgp;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedotp.FedOtp;
import dev.kintsugi.methods.fedpgp.FedPgp;
import dev.kintsugi.methods.fedpha.FedPha;
import dev.kintsugi.methods.fedprime.FedInter;
import dev.kintsugi.methods.fedprime.FedIntra;
import dev.kintsugi.methods.fedprime.FedPrime;
import dev.kintsugi.methods.fedprime.FedPrimeAveraged;
import dev.kintsugi.methods.fedprime.FedPrimeReleased;
import dev.kintsugi.methods.fedprime.Pfpt;
import dev.kintsugi.methods.fedtpg.FedTpg;
import dev.kintsugi.methods.headonly.HeadOnly;
import dev.kintsugi.methods.kgcoop.KgCoOp;
import dev.kintsugi.methods.map.CentralisedP;
import dev.kintsugi.methods.map.FedAvgP;
import dev.kintsugi.methods.map.FedMSplitP;
import dev.kintsugi.methods.map.FedProxP;
import dev.kintsugi.methods.maple.Maple;
import dev.kintsugi.methods.mfcpl.Mfcpl;
import dev.kintsugi.methods.msp.Msp;
import dev.kintsugi.methods.pfedmoap.PFedMoAp;
import dev.kintsugi.methods.pfedprompt.PFedPrompt;
import dev.kintsugi.methods.prompted.FedMultimodalPrompt;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.methods.promptfl.PromptFlCentralised;
import dev.kintsugi.methods.promptfl.PromptFlProx;
import dev.kintsugi.methods.promptfolio.PromptFolio;
import dev.kintsugi.methods.promptsrc.PromptSrc;
import dev.kintsugi.methods.zeroshot.ZeroShot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The one list of all methods, and what third parties add to it through {@link ServiceLoader}. */
public final class MethodCatalogue {
    private static final List<MethodFactory> OWN = List.of(
            ZeroShot.factory(),
            LocalCoOp.factory(),
            PromptFl.factory(),
            PromptFlProx.factory(),
            PromptFlCentralised.factory(),
            FedPgp.factory(),
            CoCoOp.factory(),
            KgCoOp.factory(),
            Maple.factory(),
            PromptSrc.factory(),
            PromptFolio.factory(),
            FedOtp.factory(),
            FedPha.factory(),
            FedTpg.factory(),
            FedClip.factory(),
            FedMgp.factory(),
            PFedMoAp.factory(),
            PFedPrompt.factory(),
            HeadOnly.factory(),
            FedAvgP.factory(),
            FedProxP.factory(),
            FedMSplitP.factory(),
            CentralisedP.factory(),
            Msp.factory(),
            FedIntra.factory(),
            FedInter.factory(),
            FedPrimeAveraged.factory(),
            FedPrime.factory(),
            FedPrimeReleased.factory(),
            Pfpt.factory(),
            Dcp.factory(),
            FedMultimodal.factory(),
            FedMultimodal.centralised(),
            FedCmi.factory(),
            Mfcpl.factory(),
            FedMac.factory(),
            DiMml.factory(),
            OgmGe.factory(),
            Opm.factory(),
            Opm.withGradients(),
            Pmr.factory(),
            FedMultimodalPrompt.factory(),
            FedCmiPrompt.factory());

    private final Map<String, MethodFactory> byId = new LinkedHashMap<>();

    private MethodCatalogue(Collection<MethodFactory> factories) {
        for (MethodFactory factory : factories) {
            if (byId.put(factory.card().id(), factory) != null) {
                throw new ConfigException("two methods have the id '"
                        + factory.card().id() + "'; ids are unique, so take one of them off the class path");
            }
        }
    }

    /** Returns our own methods and those that other jars offer; two of one id are an error. */
    public static MethodCatalogue load() {
        List<MethodFactory> all = new ArrayList<>(OWN);
        ServiceLoader.load(MethodFactory.class).forEach(all::add);
        return new MethodCatalogue(all);
    }

    /** Returns the factories in the order in which they are listed. */
    public Collection<MethodFactory> factories() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /**
     * Returns the factory of a method.
     *
     * @throws ConfigException if the id is not known; the message lists the known ones
     */
    public MethodFactory require(String id) {
        @Nullable MethodFactory found = byId.get(id);
        if (found == null) {
            throw new ConfigException("method '" + id + "' is not known; choose one of " + byId.keySet());
        }
        return found;
    }
}
