package io.jobscheduler.test.rethinkdb;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677).
 */
final class Scram {

	private static final byte[] SALT = "emulated salt".getBytes(StandardCharsets.UTF_8);

	private static final int ITERATIONS = 1;

	private Scram() {
	}

	static String firstMessage(String clientNonce) {
		return "r=" + clientNonce + "emulated,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
	}

	/**
	 * Checks the client's proof.
	 * @return the server's signature, or {@code null} if the password is another
	 */
	static String finalMessage(String password, String clientFirst, String serverFirst, String clientFinal) {
		try {
			int proofAt = clientFinal.lastIndexOf(",p=");
			String message = clientFirst + "," + serverFirst + "," + clientFinal.substring(0, proofAt);
			byte[] salted = salted(password);
			byte[] clientKey = hmac(salted, "Client Key");
			byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), message);
			byte[] proof = new byte[clientKey.length];
			for (int i = 0; i < proof.length; i++) {
				proof[i] = (byte) (clientKey[i] ^ signature[i]);
			}
			byte[] given = Base64.getDecoder().decode(clientFinal.substring(proofAt + 3));
			return MessageDigest.isEqual(proof, given)
					? "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), message)) : null;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] salted(String password) throws GeneralSecurityException {
		if (password.isEmpty()) {
			// no key can be made of an empty password; one round is this
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(new byte[1], "HmacSHA256"));
			mac.update(SALT);
			return mac.doFinal(new byte[] { 0, 0, 0, 1 });
		}
		PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256);
		return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
	}

	private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
	}

}
